"""The claims of practice/decoder-variance.md on a mean and a σ at every x, and on the β-NLL."""

import functools
from dataclasses import dataclass, replace

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound
from snippets.parameterization import log_std
from snippets.regression import beta_nll, fit, noisy_points, true_std

claim = functools.partial(claim, page="practice/decoder-variance.md")


# β-NLL


def without_stop(y, mean, log_variance, beta):
    nll = 0.5 * (log_variance + (y - mean) ** 2 * tf.exp(-log_variance))
    return tf.exp(beta * log_variance) * nll


APART = 1e-10


@claim(
    "The gradient of the β-NLL is $-\\sigma^{2\\beta-2}(y-\\mu)$ in μ and"
    " $\\tfrac12\\sigma^{2\\beta}\\bigl(1-(y-\\mu)^2/\\sigma^2\\bigr)$ in $\\log\\sigma^2$, to"
    f" within one part in {1 / APART:,.0f} in float64, for β = 0, $\\tfrac12$ and 1.",
    of=beta_nll,
    controls={
        "the weight is differentiated too": without_stop,
        "σ^β for a weight": lambda y, mean, v, beta: beta_nll(y, mean, v, beta / 2),
        "the ½ forgotten": lambda *arguments: 2 * beta_nll(*arguments),
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
                np.max(np.abs(one.numpy() - other) / scale), at_most=APART, n=1000
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
            return noisy_points(POINTS, self.seed)
        rng = np.random.default_rng(self.seed)
        x = rng.uniform(-1, 1, 256)
        return x, np.sin(6 * x) + 0.01 * rng.normal(size=256)


HEADS = {"log σ²": "log_variance", "log σ": "log_std", "softplus": "softplus_std"}
GRID = np.linspace(-1, 1, 81)


@functools.cache
def on_grid(fitted):
    """Mean and σ that the fit gives on GRID."""

    def loss(y, mean, log_variance):
        weighted = beta_nll(y, mean, log_variance, fitted.beta)
        return weighted + (fitted.half - 0.5) * log_variance

    def log_variance_of(raw):
        raw = tf.zeros_like(raw) + tf.reduce_mean(raw) if fitted.shared else raw
        return 2 * log_std(raw, HEADS[fitted.head])

    return fit(*fitted.points(), loss, log_variance_of, fitted.seed)(GRID)


def worst_factor(fitted):
    """By what factor σ is wrong where it is worst."""
    return float(np.exp(np.max(np.abs(np.log(on_grid(fitted)[1] / true_std(GRID))))))


def nats_lost(fitted):
    """KL(truth ‖ fit) in nats a point, averaged over GRID."""
    (mean, std), truth = on_grid(fitted), true_std(GRID)
    spread = (truth**2 + (np.sin(3 * GRID) - mean) ** 2) / (2 * std**2)
    return float(np.mean(np.log(std / truth) + spread - 0.5))


POINTS, FACTOR, LOST = 1_000, 1.5, 0.05


@claim(
    f"A network with a mean and an h, fitted by the plain likelihood to {POINTS:,} points whose noise grows fivefold,"
    f" from one seed, finds σ to within a factor of {FACTOR:g} at every x and loses at most {LOST:g} nats a point against"
    " the truth: with $\\log\\sigma^2$, with $\\log\\sigma$ and with a softplus.",
    of=[Fitted(head=head) for head in HEADS],
    controls={
        "one σ for all x": [Fitted(head=head, shared=True) for head in HEADS],
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
            worst_factor(fitted), at_most=FACTOR, seeds=[0], series=series
        )
        found[f"loss, {fitted.head}"] = bound(
            nats_lost(fitted), at_most=LOST, unit="nats", seeds=[0]
        )
    return found


SEEDS, TIMES = (0, 1), 2
WAVES = [Fitted(data="wave", seed=seed) for seed in SEEDS]


def error_of_the_mean(fitted):
    """Root mean squared error of the fitted mean, the wave's own height being 1."""
    return float(np.sqrt(np.mean((on_grid(fitted)[0] - np.sin(6 * GRID)) ** 2)))


@claim(
    "On a steep wave with little noise the plain likelihood leaves the mean, after the same number of steps, with at least"
    f" {TIMES} times the root mean squared error of the β-NLL with β = 1, for each of {len(SEEDS)} seeds.",
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
        f"seed {wave.seed}": bound(one / other, at_least=TIMES, seeds=[wave.seed])
        for wave, one, other in zip(WAVES, plain, weighted, strict=True)
    }
    mean = float(np.mean(plain))
    return found | {
        "plain": bound(mean, at_least=TIMES * np.mean(weighted), seeds=SEEDS),
        "weighted": bound(np.mean(weighted), at_most=mean / TIMES, seeds=SEEDS),
    }


LARGER = 0.1


@claim(
    "On the points whose noise grows, from one seed, β = 1 gets σ wrong by a factor that is at least"
    f" {LARGER:.0%} larger than that of the plain likelihood.",
    of=Fitted(beta=1.0),
    controls={
        "the plain likelihood itself": Fitted(),
        "log σ by the plain likelihood": Fitted(head="log σ"),
    },
)
def test_beta_one_blurs_sigma(fitted):
    plain = worst_factor(Fitted())
    limit = (1 + LARGER) * plain
    return {"factor": bound(worst_factor(fitted), at_least=limit, seeds=[0])}
