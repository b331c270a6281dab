"""The claims of practice/decoder-variance.md: what a likelihood makes of a σ² on the output side."""

import functools
import math
import os
from dataclasses import dataclass, replace

import numpy as np
import pytest
import tensorflow as tf
from scipy.optimize import minimize_scalar

from snippets.decoder_variance import (
    beta_nll,
    calibrated_log_likelihood,
    fit,
    linear_decoder,
    log_likelihood,
    noisy_points,
    true_std,
)
from snippets.mnist import enlarge_small_digits, load_digits, read_npz
from tests.claims import claim
from tests.measurements import bound

PAGE = "practice/decoder-variance.md"
IMAGES = 500


def raw_digits():
    """The grey levels, uint8, of the very images that every other test gets."""
    if path := os.environ.get("MNIST_NPZ"):
        return read_npz(path)
    if load_digits().name == "MNIST":
        (train, _), (test, _) = tf.keras.datasets.mnist.load_data()
        return train, test
    return enlarge_small_digits()


@functools.cache
def residuals():
    """What a decoder fitted to 500 digits leaves of these and of up to 2,000 new ones; grey levels 0 … 1."""
    train, new = (images.reshape(len(images), -1) / 255 for images in raw_digits())
    decode = linear_decoder(train[:IMAGES])
    return decode(train[:IMAGES]), decode(new[:2000])


def per_image(left, variance):
    """Mean log-likelihood of an image, in nats."""
    return float(log_likelihood(left, np.asarray(variance)).sum(axis=1).mean())


# One σ² for all


HEADS = {  # log σ² of the raw output h
    "log σ²": tf.identity,
    "log σ": lambda raw: 2 * raw,
    "softplus": lambda raw: 2 * tf.math.log(tf.math.softplus(raw)),
}


def mean_square(left):
    return np.mean(left**2)


@claim(
    "On the residuals of digits in grey levels the likelihood, maximized over h, picks the mean squared error"
    " as its $\\sigma^2$, to six digits, whether h is read as $\\log\\sigma^2$, as $\\log\\sigma$ or through a softplus.",
    page=PAGE,
    of=(mean_square, 0.5),
    controls={
        "the squared mean absolute error": (
            lambda left: np.mean(np.abs(left)) ** 2,
            0.5,
        ),
        "the root forgotten: σ in place of σ²": (
            lambda left: mean_square(left) ** 0.5,
            0.5,
        ),
        "½ lost before log σ²": (mean_square, 1.0),
    },
)
def test_best_shared_variance(thing):
    expected, half = thing
    train, _ = residuals()

    def picked(log_variance_of):
        def loss(raw):
            log_variance = float(log_variance_of(tf.constant(raw, tf.float64)))
            return half * log_variance + 0.5 * mean_square(train) * math.exp(
                -log_variance
            )

        best = minimize_scalar(
            loss, bounds=(-12, 2), method="bounded", options={"xatol": 1e-9}
        )
        return math.exp(log_variance_of(tf.constant(best.x, tf.float64)))

    found = {
        name: bound(abs(picked(head) / expected(train) - 1), at_most=1e-6, n=train.size)
        for name, head in HEADS.items()
    }
    return found | {"σ²": bound(expected(train), at_least=0, at_most=1, n=train.size)}


@claim(
    "The one $\\sigma^2$ of 500 digits carries over to new ones: it costs them at most 50 nats an image against"
    " the $\\sigma^2$ that would be best for them, where a fixed $\\sigma = 1$ costs at least 500.",
    page=PAGE,
    of=mean_square,
    controls={
        "the root forgotten: σ in place of σ²": lambda left: mean_square(left) ** 0.5,
        "the sum of squares of an image": lambda left: np.mean(np.sum(left**2, axis=1)),
    },
)
def test_shared_variance_carries_over(chosen):
    train, new = residuals()
    best = per_image(new, mean_square(new))
    costs = functools.partial(bound, unit="nats", n=len(new))
    return {
        "of the training digits": costs(
            best - per_image(new, chosen(train)), at_most=50
        ),
        "σ = 1": costs(best - per_image(new, 1.0), at_least=500),
    }


# A σ² of its own for each pixel


FLOORS = 10.0 ** -np.arange(9)  # of σ


def own(train, floor):
    """Each pixel's best σ², but not below the square of `floor`; (pixels,)."""
    return np.maximum(np.mean(train**2, axis=0), floor**2)


def shared(train, floor):
    return np.maximum(mean_square(train), floor**2)


@claim(
    "Give each pixel a σ of its own with a floor under it. From $10^{-6}$ to $10^{-8}$, each floor ten times lower adds"
    " $\\ln 10$ nats to the training log-likelihood for every pixel that is alike in all 500 digits.",
    page=PAGE,
    of=own,
    controls={
        "one σ² for all pixels": shared,
        "the floor put on σ², not on σ": lambda train, floor: own(train, floor**0.5),
        "a floor that stays at 0.1": lambda train, floor: own(train, 0.1),
    },
)
def test_own_variances_have_no_limit(chosen):
    train, new = residuals()
    constant = int(np.sum(np.max(np.abs(train), axis=0) < 1e-12))
    scores = {
        f"{name}, {kind}": [per_image(left, variance(train, floor)) for floor in FLOORS]
        for kind, variance in (("own", own), ("shared", shared))
        for name, left in (("train", train), ("new", new))
    }
    high, low = (per_image(train, chosen(train, floor)) for floor in (1e-6, 1e-8))
    return {
        "gain": bound(
            (low - high) / 2 / math.log(10) / constant,
            at_least=0.999,
            at_most=1.001,
            unit="ln 10 nats per constant pixel",
            n=len(train),
            series={"floors": FLOORS} | scores,
        ),
        "constant pixels": bound(constant, at_least=1, unit="pixels"),
    }


@claim(
    "On new digits the same σ per pixel is a disaster: with a floor of $\\sigma = 10^{-4}$ it scores at least"
    " 1,000 nats an image below the shared σ.",
    page=PAGE,
    of=(own, 1e-4),
    controls={
        "a floor of 0.1": (own, 0.1),
        "the shared σ in its place": (shared, 1e-4),
    },
)
def test_own_variances_fail_on_new_images(thing):
    chosen, floor = thing
    train, new = residuals()
    lost = per_image(new, shared(train, 0)) - per_image(new, chosen(train, floor))
    return bound(lost, at_least=1000, unit="nats", n=len(new))


@claim(
    "With a floor of $\\sigma = 0.01$ on the same new digits, a σ per pixel scores at least 100 nats an image"
    " above the shared one.",
    page=PAGE,
    of=(own, 0.01),
    controls={
        "a floor of 0.0001": (own, 1e-4),
        "a floor of 1": (own, 1.0),
        "the shared σ in its place": (shared, 0.01),
    },
)
def test_own_variances_with_a_floor_score_higher(thing):
    chosen, floor = thing
    train, new = residuals()
    gained = per_image(new, chosen(train, floor)) - per_image(new, shared(train, 0))
    return bound(gained, at_least=100, unit="nats", n=len(new))


@claim(
    "Where the mean meets one value of ten and its σ shrinks as its residual does, the log-likelihood of all ten grows by"
    " $\\ln 10$ nats for each factor of ten, down to $\\sigma = 10^{-150}$.",
    page=PAGE,
    of=lambda left: np.append(np.full(9, 0.04), left[-1] ** 2),
    controls={
        "one σ² for all ten": lambda left: np.full(10, mean_square(left)),
        "a floor of σ = 0.001": lambda left: np.append(
            np.full(9, 0.04), max(left[-1] ** 2, 1e-6)
        ),
    },
)
def test_one_fitted_value_has_no_limit(variances):
    others = np.random.default_rng(0).normal(0, 0.2, 9)
    sizes = 10.0 ** -np.arange(1, 151)
    totals = []
    for size in sizes:
        left = np.append(others, size)
        totals.append(log_likelihood(left, variances(left)).sum())
    gains = np.diff(totals)
    return {
        "smallest gain": bound(
            gains.min() / math.log(10), at_least=1 - 1e-9, unit="ln 10 nats"
        ),
        "largest gain": bound(
            gains.max() / math.log(10), at_most=1 + 1e-9, unit="ln 10 nats"
        ),
        "in all": bound(
            totals[-1] - totals[0], at_least=149 * math.log(10) - 1e-6, unit="nats"
        ),
    }


# β-NLL


def without_stop(y, mean, log_variance, beta):
    nll = 0.5 * (log_variance + (y - mean) ** 2 * tf.exp(-log_variance))
    return tf.exp(beta * log_variance) * nll


@claim(
    "The gradient of the β-NLL is $-\\sigma^{2\\beta-2}(y-\\mu)$ in μ and"
    " $\\tfrac12\\sigma^{2\\beta}\\bigl(1-(y-\\mu)^2/\\sigma^2\\bigr)$ in $\\log\\sigma^2$, to ten digits in float64,"
    " for β = 0, ½ and 1.",
    page=PAGE,
    of=beta_nll,
    controls={
        "the weight is differentiated too": without_stop,
        "σ^β for a weight": lambda y, mean, v, beta: beta_nll(y, mean, v, beta / 2),
        "no weight": lambda y, mean, v, beta: beta_nll(y, mean, v, 0),
    },
)
def test_beta_nll_gradients(loss):
    rng = np.random.default_rng(0)
    y, mean = (tf.constant(rng.normal(size=1000)) for _ in "12")
    log_variance = tf.constant(rng.uniform(-6, 2, 1000))
    found = {}
    for beta in (0.0, 0.5, 1.0):
        with tf.GradientTape() as tape:
            tape.watch([mean, log_variance])
            total = tf.reduce_sum(loss(y, mean, log_variance, beta))
        by_tape = tape.gradient(total, [mean, log_variance])
        variance, left = np.exp(log_variance), (y - mean).numpy()
        by_hand = (
            -(variance ** (beta - 1)) * left,
            0.5 * variance**beta * (1 - left**2 / variance),
        )
        for name, one, other in zip(("μ", "log σ²"), by_tape, by_hand, strict=True):
            scale = np.maximum(np.abs(other), variance**beta)
            found[f"{name}, β = {beta:g}"] = bound(
                np.max(np.abs(one.numpy() - other) / scale), at_most=1e-10, n=1000
            )
    return found


# A mean and a σ at every x


@dataclass(frozen=True)
class Fitted:
    """How the points were fitted: β of the loss, what h is, which points."""

    beta: float = 0.0
    head: str = "log σ²"
    half: float = 0.5  # the factor of log σ² in the loss
    shared: bool = False
    data: str = "growing noise"
    seed: int = 0

    def points(self):
        if self.data == "growing noise":
            return noisy_points(1000, self.seed)
        rng = np.random.default_rng(self.seed)
        x = rng.uniform(-1, 1, 256)
        return x, np.sin(6 * x) + 0.01 * rng.normal(size=256)


GRID = np.linspace(-1, 1, 81)


@functools.cache
def on_grid(fitted):
    """Mean and σ that the fit gives on GRID."""

    def loss(y, mean, log_variance):
        weighted = beta_nll(y, mean, log_variance, fitted.beta)
        return weighted + (fitted.half - 0.5) * log_variance

    def log_variance_of(raw):
        raw = tf.zeros_like(raw) + tf.reduce_mean(raw) if fitted.shared else raw
        return HEADS[fitted.head](raw)

    return fit(*fitted.points(), loss, log_variance_of, fitted.seed)(GRID)


def worst_factor(fitted):
    """By what factor σ is wrong where it is worst."""
    return float(np.exp(np.max(np.abs(np.log(on_grid(fitted)[1] / true_std(GRID))))))


def nats_lost(fitted):
    """KL(truth ‖ fit) in nats a point, averaged over GRID."""
    (mean, std), truth = on_grid(fitted), true_std(GRID)
    spread = (truth**2 + (np.sin(3 * GRID) - mean) ** 2) / (2 * std**2)
    return float(np.mean(np.log(std / truth) + spread - 0.5))


@claim(
    "A network with a mean and an h, fitted by the plain likelihood to 1,000 points whose noise grows fivefold,"
    " finds σ to within a factor of 1.5 at every x and loses at most 0.05 nats a point against the truth:"
    " with $\\log\\sigma^2$, with $\\log\\sigma$ and with a softplus.",
    page=PAGE,
    of=[Fitted(head=head) for head in HEADS],
    controls={
        "one σ for all x": [Fitted(shared=True)],
        "½ lost before log σ²": [Fitted(half=1.0)],
    },
)
def test_two_heads_find_mean_and_sigma(fits):
    x, y = fits[0].points()
    mean, std = on_grid(fits[0])
    series = {
        "x": x[:300],
        "y": y[:300],
        "grid": GRID,
        "mean": mean,
        "std": std,
        "true mean": np.sin(3 * GRID),
        "true std": true_std(GRID),
    }
    found = {}
    for fitted in fits:
        found[f"factor, {fitted.head}"] = bound(
            worst_factor(fitted), at_most=1.5, seeds=[0], series=series
        )
        found[f"loss, {fitted.head}"] = bound(
            nats_lost(fitted), at_most=0.05, unit="nats", seeds=[0]
        )
    return found


WAVES = [Fitted(data="wave", seed=seed) for seed in (0, 1)]


def error_of_the_mean(fitted):
    """Root mean squared error of the fitted mean, the wave's own height being 1."""
    return float(np.sqrt(np.mean((on_grid(fitted)[0] - np.sin(6 * GRID)) ** 2)))


@claim(
    "On a steep wave with little noise the plain likelihood leaves the mean, after the same 600 steps, with at least"
    " twice the root mean squared error of the β-NLL with β = 1, for each of two seeds.",
    page=PAGE,
    of=(0.0, 1.0),
    controls={
        "β = 1 on both sides": (1.0, 1.0),
        "the two exchanged": (1.0, 0.0),
    },
)
def test_plain_likelihood_neglects_what_fits_badly(betas):
    plain, weighted = (
        [error_of_the_mean(replace(wave, beta=beta)) for wave in WAVES]
        for beta in betas
    )
    found = {
        f"seed {wave.seed}": bound(one / other, at_least=2, seeds=[wave.seed])
        for wave, one, other in zip(WAVES, plain, weighted, strict=True)
    }
    errors = functools.partial(bound, at_most=1, seeds=[0, 1])
    return found | {
        "plain": errors(np.mean(plain)),
        "weighted": errors(np.mean(weighted)),
    }


@claim(
    "On the points whose noise grows, β = 1 gets σ wrong by a factor that is at least 10 % larger than that of the plain likelihood.",
    page=PAGE,
    of=Fitted(beta=1.0),
    controls={
        "the plain likelihood itself": Fitted(),
        "log σ by the plain likelihood": Fitted(head="log σ"),
    },
)
def test_beta_one_blurs_sigma(fitted):
    return {
        "ratio": bound(
            worst_factor(fitted) / worst_factor(Fitted()), at_least=1.1, seeds=[0]
        ),
        "factor": bound(worst_factor(fitted), at_least=1, seeds=[0]),
    }


# What else the functions do, and bad input


def test_calibrated_likelihood_is_the_likelihood_at_the_mean_squared_error():
    rng = np.random.default_rng(0)
    x, mean = rng.normal(size=(2, 7, 5))
    expected = log_likelihood(x - mean, mean_square(x - mean)).sum()
    found = calibrated_log_likelihood(tf.constant(x), tf.constant(mean))
    assert float(found) == pytest.approx(expected, rel=1e-12)


def test_calibrated_likelihood_weights_a_residual_by_one_over_sigma_squared():
    x, mean = tf.constant([1.0, 2.0, 4.0]), tf.Variable([1.5, 1.0, 4.5])
    with tf.GradientTape() as tape:
        value = calibrated_log_likelihood(x, mean)
    variance = np.mean((x - mean) ** 2)
    gradient = tape.gradient(value, mean).numpy()
    np.testing.assert_allclose(gradient, (x - mean) / variance, rtol=1e-6)


FLOATS = np.array([0.5, -0.5])


@pytest.mark.parametrize(
    ("residuals", "variance", "error", "said"),
    [
        (
            np.array([1, 2]),
            1.0,
            TypeError,
            "residuals is int64; expected a real floating",
        ),
        (FLOATS * 1j, 1.0, TypeError, "residuals is complex128"),
        (FLOATS, 1, TypeError, "variance is int64"),
        (np.array([0.5, math.nan]), 1.0, ValueError, "residuals is not finite"),
        (FLOATS, math.inf, ValueError, "variance is not finite"),
        (FLOATS, 0.0, ValueError, "variance is 0; expected it above 0"),
        (
            FLOATS,
            np.ones(3),
            ValueError,
            r"variance has shape \(3,\); expected the end of \(2,\)",
        ),
        (FLOATS, np.ones((2, 2)), ValueError, r"variance has shape \(2, 2\)"),
    ],
)
def test_log_likelihood_names_bad_input(residuals, variance, error, said):
    with pytest.raises(error, match=said):
        log_likelihood(residuals, variance)


@pytest.mark.parametrize(
    ("images", "directions", "error", "said"),
    [
        (np.zeros((4, 3), np.uint8), 1, TypeError, "images is uint8"),
        (
            np.zeros(4),
            1,
            ValueError,
            r"images has shape \(4,\); expected \(n, pixels\)",
        ),
        (np.full((4, 3), math.inf), 1, ValueError, "images is not finite"),
        (np.zeros((4, 3)), 4, ValueError, "directions is 4; expected 1 to 3"),
        (np.zeros((4, 3)), 0, ValueError, "directions is 0; expected 1 to 3"),
    ],
)
def test_linear_decoder_names_bad_input(images, directions, error, said):
    with pytest.raises(error, match=said):
        linear_decoder(images, directions)


def test_losses_name_bad_input():
    good = tf.zeros(2)
    with pytest.raises(TypeError, match="mean is int32; expected a floating dtype"):
        calibrated_log_likelihood(good, tf.zeros(2, tf.int32))
    with pytest.raises(TypeError, match="log_variance is complex64"):
        beta_nll(good, good, tf.zeros(2, tf.complex64))
    with pytest.raises(
        ValueError, match=r"mean has shape \(3,\); expected that of x, \(2,\)"
    ):
        calibrated_log_likelihood(good, tf.zeros(3))
    with pytest.raises(ValueError, match=r"beta is 2; expected a number from 0 to 1"):
        beta_nll(good, good, good, beta=2)


@pytest.mark.parametrize(
    ("x", "y", "error", "said"),
    [
        (np.arange(3), np.zeros(3), TypeError, "x is int64"),
        (np.zeros(3), np.zeros(3, complex), TypeError, "y is complex128"),
        (np.zeros(3), np.array([0, 1, math.nan]), ValueError, "y is not finite"),
        (
            np.zeros(3),
            np.zeros(4),
            ValueError,
            r"x, y have shapes \(3,\), \(4,\); expected",
        ),
        (np.zeros((3, 1)), np.zeros((3, 1)), ValueError, r"x, y have shapes \(3, 1\)"),
    ],
)
def test_fit_names_bad_input(x, y, error, said):
    with pytest.raises(error, match=said):
        fit(x, y)
