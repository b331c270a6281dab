"""The claims of reasons/3-unbiased-estimator.md: what S², S, S/c₄ and ln S² are on average."""

import functools
import math

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import digamma

from evidence.claims import claim
from evidence.measurements import bound, statistical
from snippets.unbiased import c4, log_variance_bias

claim = functools.partial(claim, page="reasons/3-unbiased-estimator.md")
SIGMA = 3.0
REPETITIONS = 200_000
SEED = 486203

# What a sentence says and its check tries, once
SIZES = {2: 0.04, 5: 0.02, 20: 0.01}  # of a sample: what a mean of S² resolves, in σ²
C4_SIZES = {2: 0.02, 5: 0.01, 10: 0.007, 20: 0.005}
LOG_SIZES = {2: 0.04, 5: 0.015, 10: 0.008, 100: 0.0025}
DECIMALS = 6


def listed(sizes):
    """2, 5 and 20, as formulas."""
    *first, last = (f"${n}$" for n in sizes)
    return f"{', '.join(first)} and {last}"


def normal(rng, shape):
    return rng.normal(0, SIGMA, shape)


def exponential(rng, shape):
    return rng.exponential(SIGMA, shape)


def uniform(rng, shape):
    edge = SIGMA * math.sqrt(3)
    return rng.uniform(-edge, edge, shape)


def sharing_noise(law):
    """Draws of variance σ² again, but half of it is common to all draws of a sample."""

    def draw(rng, shape):
        common = law(rng, (*shape[:-1], 1))
        return (law(rng, shape) + common) / math.sqrt(2)

    return draw


LAWS = {"Normal": normal, "exponential": exponential, "uniform": uniform}


@functools.cache
def mean_squares(draw, n, repetitions):
    """The mean squared deviation of each of `repetitions` samples of n draws, float64 (repetitions,)."""
    rng = np.random.default_rng([SEED, n])
    blocks = [  # of a size that fits the processor's cache
        draw(rng, (5_000, n)).var(axis=1) for _ in range(repetitions // 5_000)
    ]
    return np.concatenate(blocks)


def variances(draw, n, divisor=lambda n: n - 1, repetitions=REPETITIONS):
    """Sample variances of `repetitions` samples of n draws, in units of σ²; float64 (repetitions,)."""
    return mean_squares(draw, n, repetitions) * n / divisor(n) / SIGMA**2


@claim(
    "The sample variance $S^2$ is right on average, $\\operatorname{E} S^2 = \\sigma^2$, for Normal, "
    "exponential and uniform draws."
    f" Tried with n = {listed(SIZES)} draws.",
    of=(LAWS, lambda n: n - 1),
    controls={
        "the sum of squares divided by n": (LAWS, lambda n: n),
        "draws that share a part of their noise": (
            {name: sharing_noise(law) for name, law in LAWS.items()},
            lambda n: n - 1,
        ),
    },
)
def test_sample_variance_is_unbiased(thing):
    laws, divisor = thing
    return {
        f"{name}, n = {n}": statistical(
            variances(law, n, divisor), 1, resolves, unit="σ²", seeds=[SEED]
        )
        for name, law in laws.items()
        for n, resolves in SIZES.items()
    }


@claim(
    f"For Normal draws the mean of $S$ is $c_4(n)\\,\\sigma$. Tried with n = {listed(C4_SIZES)} draws.",
    of=(c4, np.sqrt),
    controls={
        "c₄ of n + 1 draws": (lambda n: c4(n + 1), np.sqrt),
        "c₄ turned over": (lambda n: 1 / c4(n), np.sqrt),
        "the root forgotten": (c4, lambda variance: variance),
        "no correction, 1 for c₄": (lambda n: 1.0, np.sqrt),
    },
)
def test_sample_std_mean_is_c4(thing):
    factor, estimator = thing
    samples = {n: estimator(variances(normal, n)) for n in C4_SIZES}
    edges = np.linspace(0, 3, 61)
    heights = {
        "S": np.histogram(samples[5], edges)[0],
        "S²": np.histogram(samples[5] ** 2, edges)[0],
    }
    width = edges[1] - edges[0]
    series = {"edges": edges} | {
        name: counts / REPETITIONS / width for name, counts in heights.items()
    }
    return {
        f"n = {n}": statistical(
            sample,
            factor(n),
            C4_SIZES[n],
            unit="σ",
            seeds=[SEED],
            series=series if n == 5 else {},
        )
        for n, sample in samples.items()
    }


@claim(
    "For Normal draws $\\ln S^2$ has the bias $\\psi\\bigl(\\tfrac{n-1}{2}\\bigr) - \\ln\\tfrac{n-1}{2}$."
    f" Tried with n = {listed(LOG_SIZES)} draws.",
    of=(np.log, log_variance_bias),
    controls={
        "ψ taken at n/2": (np.log, lambda n: digamma(n / 2) - math.log((n - 1) / 2)),
        "the sign turned": (np.log, lambda n: -log_variance_bias(n)),
        "no bias": (np.log, lambda n: 0.0),
        "ln S in place of ln S²": (
            lambda variance: np.log(variance) / 2,
            log_variance_bias,
        ),
    },
)
def test_log_variance_has_the_bias(thing):
    estimator, bias = thing
    return {
        f"n = {n}": statistical(
            estimator(variances(normal, n)),
            bias(n),
            resolves,
            unit="nats",
            seeds=[SEED],
        )
        for n, resolves in LOG_SIZES.items()
    }


def fitted_variance(sample, coordinate, half=0.5):
    """The variance that minimizes the Normal's negative log-likelihood, sought in a coordinate of it."""
    squares = (sample - sample.mean()) ** 2

    def loss(h):
        log_variance = coordinate * h
        return float(
            np.mean(half * log_variance + 0.5 * squares * np.exp(-log_variance))
        )

    best = minimize_scalar(
        loss, bounds=(-10, 10), method="bounded", options={"xatol": 1e-9}
    )
    return math.exp(coordinate * best.x)


@claim(
    "Maximum likelihood finds the biased variance, the sum of squares divided by $n$ and not by $n - 1$, "
    f"whether it looks for log σ² or for log σ. Tried on Normal samples of five draws, to {DECIMALS} digits.",
    of=({"log σ²": 1, "log σ": 2}, 0, 0.5),
    controls={
        "the divisor n − 1": ({"log σ²": 1, "log σ": 2}, 1, 0.5),
        "½ lost before log σ²": ({"log σ²": 1, "log σ": 2}, 0, 1.0),
    },
)
def test_likelihood_picks_the_biased_variance(thing):
    coordinates, ddof, half = thing
    samples = normal(np.random.default_rng(SEED), (100, 5))
    return {
        name: bound(
            max(
                abs(
                    fitted_variance(sample, coordinate, half) / sample.var(ddof=ddof)
                    - 1
                )
                for sample in samples
            ),
            at_most=10**-DECIMALS,
            n=len(samples),
            seeds=[SEED],
        )
        for name, coordinate in coordinates.items()
    }
