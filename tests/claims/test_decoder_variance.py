"""The claims of practice/decoder-variance.md: what a likelihood makes of a σ² on the output side."""

import functools
import math

import numpy as np
import tensorflow as tf
from scipy.optimize import minimize_scalar

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab.data import grey_levels, only_on_mnist
from snippets.decoder_variance import (
    calibrated_log_likelihood,
    linear_decoder,
    log_likelihood,
)
from snippets.parameterization import log_std

claim = functools.partial(claim, page="practice/decoder-variance.md")
IMAGES = 500


@functools.cache
def residuals():
    """What a decoder fitted to 500 digits leaves of these and of up to 2,000 new ones; grey levels 0 … 1."""
    images, new = grey_levels()
    train, new = (each.reshape(-1, 784) / 255 for each in (images[:IMAGES], new[:2000]))
    decode = linear_decoder(train)
    return decode(train), decode(new)


def per_image(left, variance):
    """Mean log-likelihood of an image, in nats."""
    return float(log_likelihood(left, np.asarray(variance)).sum(axis=1).mean())


def per_new_digit(nats, **limits):
    new = residuals()[1]
    return bound(nats, **limits, unit="nats", n=len(new), descriptive=True)


# One σ² for all


def mean_square(left):
    return np.mean(left**2)


def root_forgotten(left):
    """σ in place of σ²."""
    return mean_square(left) ** 0.5


SAME = 1e-6


@claim(
    "The shared $\\sigma^2$ that maximizes the likelihood is the mean squared error, whether h is $\\log\\sigma^2$, $\\log\\sigma$"
    f" or the input of a softplus. This holds to within one part in {1 / SAME:,.0f} for the residuals of grey digits.",
    of=(mean_square, 0.5),
    controls={
        "the root forgotten: σ in place of σ²": (root_forgotten, 0.5),
        "½ lost before log σ²": (mean_square, 1.0),
    },
)
def test_best_shared_variance(thing):
    expected, half = thing
    train, _ = residuals()
    square = mean_square(train)

    def picked(head):
        def log_variance_of(raw):
            return float(2 * log_std(tf.constant(raw, tf.float64), head))

        def loss(raw):
            log_variance = log_variance_of(raw)
            return half * log_variance + 0.5 * square * math.exp(-log_variance)

        best = minimize_scalar(loss, bounds=(-12, 2), options={"xatol": 1e-9})
        return math.exp(log_variance_of(best.x))

    found = {
        head: bound(abs(picked(head) / expected(train) - 1), at_most=SAME, n=train.size)
        for head in ("log_variance", "log_std", "softplus_std")
    }
    limits = square * (1 - SAME), square * (1 + SAME)
    about = {"n": train.size, "descriptive": True}
    return found | {"σ²": bound(expected(train), *limits, **about)}


CARRIED, FIXED = 50, 500  # nats


@claim(
    f"The shared $\\sigma^2$ of {IMAGES} digits also suits new ones. Compared with the $\\sigma^2$ that is best for the new ones, it"
    f" costs at most {CARRIED} nats per image, and a fixed $\\sigma = 1$ costs at least {FIXED}.",
    of=(mean_square, 1.0),
    controls={
        "the root forgotten: σ in place of σ²": (root_forgotten, 1.0),
        "σ² = 0.05 fixed": (mean_square, 0.05),
    },
)
def test_shared_variance_carries_over(variances):
    only_on_mnist()
    chosen, fixed = variances
    train, new = residuals()
    best = per_image(new, mean_square(new))
    carried, lost = (best - per_image(new, each) for each in (chosen(train), fixed))
    return {
        "of the training digits": per_new_digit(carried, at_most=CARRIED),
        "σ = 1": per_new_digit(lost, at_least=FIXED),
    }


# A σ² of its own for each pixel


FLOORS = 10.0 ** -np.arange(9)  # of σ
THOUSANDTH = 1e-3


def own(train, floor):
    """Each pixel's best σ², but not below the square of `floor`; (pixels,)."""
    return np.maximum(np.mean(train**2, axis=0), floor**2)


def shared(train, floor):
    return np.maximum(mean_square(train), floor**2)


@functools.cache
def scores():
    """The log-likelihood of an image under each of FLOORS, for the figure."""
    train, new = residuals()
    return {
        f"{name}, {kind}": [per_image(left, variance(train, floor)) for floor in FLOORS]
        for kind, variance in (("own", own), ("shared", shared))
        for name, left in (("train", train), ("new", new))
    }


@claim(
    "With a separate σ for each pixel, a floor that is ten times lower adds $\\ln 10$ nats per image to the training log-likelihood for"
    f" every pixel that is the same in all {IMAGES} digits (floors of σ from $10^{{-6}}$ to $10^{{-8}}$, to within one part in {1 / THOUSANDTH:,.0f}).",
    of=own,
    controls={
        "one σ² for all pixels": shared,
        "the floor put on σ², not on σ": lambda train, floor: own(train, floor**0.5),
        "a floor that stays at 0.1": lambda train, floor: own(train, 0.1),
    },
)
def test_own_variances_have_no_limit(chosen):
    train, _ = residuals()
    constant = int(np.sum(np.max(np.abs(train), axis=0) < 1e-12))
    at_floor = int(np.sum(np.less_equal(chosen(train, FLOORS[-1]), FLOORS[-1] ** 2)))
    high, low = (per_image(train, chosen(train, floor)) for floor in (1e-6, 1e-8))
    per_pixel = (low - high) / 2 / math.log(10) / constant
    unit = "ln 10 nats per constant pixel"
    about = {"unit": unit, "n": len(train), "series": {"floors": FLOORS} | scores()}
    return {
        "gain": bound(per_pixel, 1 - THOUSANDTH, 1 + THOUSANDTH, **about),
        "constant pixels": exact(at_floor, constant, unit="pixels"),
    }


DISASTER, WON = 1_000, 100  # nats


def gained(chosen, floor):
    """How many nats more a new digit scores than under the shared σ."""
    train, new = residuals()
    return per_image(new, chosen(train, floor)) - per_image(new, shared(train, 0))


@claim(
    "On new digits a σ per pixel with a floor of $\\sigma = 10^{-4}$ scores at least"
    f" {DISASTER:,} nats per image below the shared σ.",
    of=(own, 1e-4),
    controls={
        "a floor of 0.1": (own, 0.1),
        "the shared σ in its place": (shared, 1e-4),
    },
)
def test_own_variances_fail_on_new_images(variance_and_floor):
    return per_new_digit(-gained(*variance_and_floor), at_least=DISASTER)


@claim(
    "On new digits a σ per pixel with a floor of $\\sigma = 0.01$ scores at least"
    f" {WON} nats per image above the shared σ.",
    of=(own, 0.01),
    controls={
        "a floor of 0.0001": (own, 1e-4),
        "the shared σ in its place": (shared, 0.01),
    },
)
def test_own_variances_with_a_floor_score_higher(variance_and_floor):
    return per_new_digit(gained(*variance_and_floor), at_least=WON)


@claim(
    "If the residual of one value of ten shrinks, and its own σ with it, the log-likelihood of all ten grows by $\\ln 10$ nats"
    " for each factor of ten, down to $\\sigma = 10^{-150}$.",
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
    left = [np.append(others, size) for size in 10.0 ** -np.arange(1, 151)]
    totals = [log_likelihood(each, variances(each)).sum() for each in left]
    off, grown = np.diff(totals) / math.log(10) - 1, totals[-1] - totals[0]
    return {
        "off ln 10": bound(np.max(np.abs(off)), at_most=1e-9, unit="ln 10 nats"),
        "in all": bound(grown, at_least=149 * math.log(10) - 1e-6, unit="nats"),
    }


# One σ² in floats


def without_floor(x, mean):
    square = tf.reduce_mean((x - mean) ** 2)
    values = tf.cast(tf.size(x), x.dtype)
    return -0.5 * values * (np.log(2 * np.pi) + tf.math.log(square) + 1)


DTYPES = (tf.float16, tf.bfloat16, tf.float32)


@claim(
    "If the mean fits every value exactly, `calibrated_log_likelihood` and its gradient are finite, in float16, bfloat16"
    " and float32.",
    of=calibrated_log_likelihood,
    controls={
        "no floor": without_floor,
        "a floor of 1e-30 in float32": lambda x, mean: calibrated_log_likelihood(
            x, mean, tf.reduce_mean(tf.cast(x - mean, tf.float32) ** 2) + 1e-60
        ),
    },
)
def test_calibrated_exact_fit_is_finite(score):
    found = {}
    for dtype in DTYPES:
        x = tf.cast(np.linspace(0, 1, 16), dtype)
        with tf.GradientTape() as tape:
            tape.watch(x)
            value = score(tf.stop_gradient(x), x)
        numbers = [float(each) for each in (value, *tape.gradient(value, x))]
        lost = int(np.sum(~np.isfinite(numbers)))
        found[dtype.name] = exact(lost, 0, unit="numbers lost")
    return found


APART = 1e-6


@claim(
    "For a batch of $128 \\times 784$ values in float16 or bfloat16, `calibrated_log_likelihood` returns what it returns for"
    f" the same values in float64, to within one part in {1 / APART:,.0f}.",
    of=calibrated_log_likelihood,
    controls={"all in the format of x": without_floor},
)
def test_calibrated_in_half_precision(score):
    found = {}
    rng = np.random.default_rng(0)
    for dtype in (tf.float16, tf.bfloat16):
        x, mean = (
            tf.cast(values, dtype) for values in rng.uniform(0, 1, (2, 128, 784))
        )
        expected = calibrated_log_likelihood(
            tf.cast(x, tf.float64), tf.cast(mean, tf.float64)
        )
        found[dtype.name] = bound(
            abs(float(score(x, mean)) / float(expected) - 1), at_most=APART, n=128 * 784
        )
    return found
