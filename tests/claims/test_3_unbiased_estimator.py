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


EDGE = SIGMA * math.sqrt(3)
LAWS = {
    "Normal": lambda rng, shape: rng.normal(0, SIGMA, shape),
    "exponential": lambda rng, shape: rng.exponential(SIGMA, shape),
    "uniform": lambda rng, shape: rng.uniform(-EDGE, EDGE, shape),
}
normal = LAWS["Normal"]


def sharing_noise(law):
    """Draws of variance σ² again, but half of it is common to all draws of a sample."""

    def draw(rng, shape):
        common = law(rng, (*shape[:-1], 1))
        return (law(rng, shape) + common) / math.sqrt(2)

    return draw


@functools.cache
def biased_variances(draw, n):
    """The mean squared deviation of each of REPETITIONS samples of n draws, float64 (REPETITIONS,)."""
    rng = np.random.default_rng([SEED, n])
    blocks = [  # of a size that fits the processor's cache
        draw(rng, (5_000, n)).var(axis=1) for _ in range(REPETITIONS // 5_000)
    ]
    return np.concatenate(blocks)


def variances(draw, n, ddof=1):
    """Sample variances of REPETITIONS samples of n draws, in units of σ²; float64 (REPETITIONS,)."""
    return biased_variances(draw, n) * n / (n - ddof) / SIGMA**2


@claim(
    "The sample variance $S^2$ is right on average, $\\operatorname{E} S^2 = \\sigma^2$, for Normal, "
    "exponential and uniform draws."
    f" Tried with n = {listed(SIZES)} draws.",
    of=(LAWS, 1),
    controls={
        "the sum of squares divided by n": (LAWS, 0),
        "draws that share a part of their noise": (
            {name: sharing_noise(law) for name, law in LAWS.items()},
            1,
        ),
    },
)
def test_sample_variance_is_unbiased(laws_and_ddof):
    laws, ddof = laws_and_ddof
    return {
        f"{name}, n = {n}": statistical(
            variances(law, n, ddof), 1, resolves, unit="σ²", seeds=[SEED]
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
    about = {"unit": "σ", "seeds": [SEED], "series": {"edges": edges}}
    for name, drawn in {"S": samples[5], "S²": samples[5] ** 2}.items():
        counts = np.histogram(drawn, edges)[0]
        about["series"][name] = counts / REPETITIONS / (edges[1] - edges[0])
    return {
        f"n = {n}": statistical(sample, factor(n), C4_SIZES[n], **about)
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


def fitted_variance(sample, coordinate, half):
    """The variance that minimizes the Normal's negative log-likelihood, sought in a coordinate of it."""
    squares = (sample - sample.mean()) ** 2

    def loss(h):
        log_variance = coordinate * h
        return half * log_variance + 0.5 * squares.mean() * math.exp(-log_variance)

    best = minimize_scalar(loss, bounds=(-10, 10), options={"xatol": 1e-9})
    return math.exp(coordinate * best.x)


@claim(
    "Maximum likelihood finds the biased variance, the sum of squares divided by $n$ and not by $n - 1$, "
    f"whether it looks for log σ² or for log σ. Tried on Normal samples of five draws, to {DECIMALS} digits.",
    of=(0, 0.5),
    controls={"the divisor n − 1": (1, 0.5), "½ lost before log σ²": (0, 1.0)},
)
def test_likelihood_picks_the_biased_variance(ddof_and_half):
    ddof, half = ddof_and_half
    samples = normal(np.random.default_rng(SEED), (100, 5))
    parts = {}
    for name, coordinate in {"log σ²": 1, "log σ": 2}.items():
        found = [fitted_variance(sample, coordinate, half) for sample in samples]
        error = np.max(np.abs(found / samples.var(axis=1, ddof=ddof) - 1))
        parts[name] = bound(error, at_most=10**-DECIMALS, n=len(samples), seeds=[SEED])
    return parts
