"""The claims of reasons/3-unbiased-estimator.md: what S², S, S/c₄ and ln S² are on average."""

import functools
import math
from dataclasses import dataclass, replace

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
SHORT = 2  # per cent that a mean of S falls short at least
SHORT_AT = 5
C4_SIZES = {2: 0.02, 5: 0.01, 10: 0.007, 20: 0.005}
OTHER_SIZES = {3: 0.012, 50: 0.003}  # so that no mean is tried twice
STILL_SHORT = 2.5  # per cent
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
    "The sample variance $S^2$ is right on average for the Normal, the exponential and the uniform law alike:"
    f" $\\operatorname{{E}} S^2 = \\sigma^2$ at n = {listed(SIZES)}.",
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
    f"At $n = {SHORT_AT}$ the mean of $S$ lies below $\\sigma$ for all three laws, by {SHORT} % at least.",
    of=np.sqrt,
    controls={
        "the root forgotten: the mean of S²": lambda variance: variance,
        "S corrected by c₄": lambda variance: np.sqrt(variance) / c4(SHORT_AT),
    },
)
def test_sample_std_falls_short(estimator):
    return {
        name: bound(
            estimator(variances(law, SHORT_AT)).mean(),
            at_most=1 - SHORT / 100,
            unit="σ",
            n=REPETITIONS,
            seeds=[SEED],
        )
        for name, law in LAWS.items()
    }


@claim(
    f"For Normal draws the mean of $S$ is $c_4(n)\\,\\sigma$, at n = {listed(C4_SIZES)}.",
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
            series=series if n == 5 else None,
        )
        for n, sample in samples.items()
    }


@dataclass(frozen=True)
class Corrected:
    """An estimator of σ from the sample variance of n draws, and the law that it is tried on."""

    estimate: callable
    draw: callable = normal


BY_C4 = Corrected(lambda variance, n: np.sqrt(variance) / c4(n))


@claim(
    f"For Normal draws $S / c_4(n)$ is an unbiased estimator of $\\sigma$, also at n = {listed(OTHER_SIZES)}.",
    of=BY_C4,
    controls={
        "S without correction": Corrected(lambda variance, n: np.sqrt(variance)),
        "multiplied by c₄": Corrected(lambda variance, n: np.sqrt(variance) * c4(n)),
        "exponential draws": replace(BY_C4, draw=exponential),
        "uniform draws": replace(BY_C4, draw=uniform),
    },
)
def test_std_over_c4_is_unbiased_for_the_normal(corrected):
    return {
        f"n = {n}": statistical(
            corrected.estimate(variances(corrected.draw, n), n),
            1,
            resolves,
            unit="σ",
            seeds=[SEED],
        )
        for n, resolves in OTHER_SIZES.items()
    }


@claim(
    "For two draws of another law $S / c_4(2)$ misses by a factor that pencil and paper give:"
    " $\\sqrt{\\pi}/2$ for the exponential law, $\\sqrt{\\pi/3}$ for the uniform.",
    of=LAWS,
    controls={
        "Normal draws in their place": dict.fromkeys(LAWS, normal),
        "the two laws exchanged": {"exponential": uniform, "uniform": exponential},
    },
)
def test_std_over_c4_misses_elsewhere(laws):
    expected = {
        "exponential": math.sqrt(math.pi) / 2,
        "uniform": math.sqrt(math.pi / 3),
    }
    return {
        name: statistical(
            np.sqrt(variances(laws[name], 2)) / c4(2),
            factor,
            resolves=0.015,
            unit="σ",
            seeds=[SEED],
        )
        for name, factor in expected.items()
    }


@claim(
    "For exponential draws more data help $S / c_4(n)$ only slowly: it is still at least"
    f" {STILL_SHORT:g} % short at $n = 20$.",
    of=exponential,
    controls={"Normal draws": normal, "uniform draws": uniform},
)
def test_std_over_c4_stays_short_for_the_exponential(draw):
    return {
        f"n = {n}": bound(
            (np.sqrt(variances(draw, n)) / c4(n)).mean(),
            at_most=1 - STILL_SHORT / 100,
            unit="σ",
            n=REPETITIONS,
            seeds=[SEED],
        )
        for n in (5, 10, 20)
    }


@claim(
    "For Normal draws $\\ln S^2$ has the bias $\\psi\\bigl(\\tfrac{n-1}{2}\\bigr) - \\ln\\tfrac{n-1}{2}$,"
    f" at n = {listed(LOG_SIZES)}.",
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


@claim(
    "Take the bias away, and $\\ln S^2$ estimates $\\ln \\sigma^2$ without bias for Normal draws, also at"
    f" n = {listed(OTHER_SIZES)}; so half of it estimates $\\ln \\sigma$.",
    of=(normal, log_variance_bias),
    controls={
        "the bias added": (normal, lambda n: -log_variance_bias(n)),
        "the bias forgotten": (normal, lambda n: 0.0),
        "exponential draws": (exponential, log_variance_bias),
    },
)
def test_corrected_log_variance_is_unbiased(thing):
    draw, bias = thing
    return {
        f"n = {n}": statistical(
            np.log(variances(draw, n) * SIGMA**2) - bias(n),
            2 * math.log(SIGMA),
            resolves=0.04,
            unit="nats",
            seeds=[SEED],
        )
        for n in OTHER_SIZES
    }


@claim(
    "The exponential undoes it: at $n = 5$ the exponential of that unbiased estimate of $\\ln \\sigma^2$"
    " is too large as an estimate of $\\sigma^2$, by the factor $e^{\\ln 2 - \\psi(2)}$.",
    of=lambda variance: np.exp(np.log(variance) - log_variance_bias(5)),
    controls={
        "S² itself": lambda variance: variance,
        "the bias added": lambda variance: np.exp(
            np.log(variance) + log_variance_bias(5)
        ),
    },
)
def test_exp_undoes_unbiasedness(estimator):
    factor = math.exp(math.log(2) - digamma(2))
    return statistical(
        estimator(variances(normal, 5)), factor, resolves=0.02, unit="σ²", seeds=[SEED]
    )


FEW, MORE = 5, 10
DIVISORS = {"n − 1": -1, "n": 0, "n + 1": 1}


@claim(
    "Of three divisors the unbiased one has the largest mean squared error. For Normal draws it is"
    " $\\tfrac{2}{n-1}$ with $n - 1$, $\\tfrac{2n-1}{n^2}$ with $n$ and $\\tfrac{2}{n+1}$ with $n + 1$,"
    f" in units of $\\sigma^4$, at $n = {FEW}$ and ${MORE}$.",
    of=(normal, DIVISORS),
    controls={
        "n − 1 and n + 1 exchanged": (normal, {"n − 1": 1, "n": 0, "n + 1": -1}),
        "n − 1 for n": (normal, {"n − 1": -1, "n": -1, "n + 1": 1}),
        "uniform draws": (uniform, DIVISORS),
    },
)
def test_mean_squared_errors(thing):
    draw, divisors = thing
    expected = {
        "n − 1": lambda n: 2 / (n - 1),
        "n": lambda n: (2 * n - 1) / n**2,
        "n + 1": lambda n: 2 / (n + 1),
    }
    found = {}
    for n, repetitions, resolves in ((FEW, 400_000, 0.012), (MORE, 800_000, 0.004)):
        for name, shift in divisors.items():
            errors = (
                variances(draw, n, lambda n, shift=shift: n + shift, repetitions) - 1
            )
            found[f"{name}, n = {n}"] = statistical(
                errors**2, expected[name](n), resolves, unit="σ⁴", seeds=[SEED]
            )
    return found


def spread_of_means(copies):
    """Spread of 2,000 means of `copies(rng, k)`, for k = 16 and for k = 1,600 repetitions."""
    rng = np.random.default_rng(SEED)
    return [
        np.std([copies(rng, repetitions).mean() for _ in range(2_000)])
        for repetitions in (16, 1_600)
    ]


def of_fresh_samples(rng, repetitions):
    return normal(rng, (repetitions, 5)).var(axis=1, ddof=1)


@claim(
    "A hundred times the repetitions make the mean of $S^2$ ten times as sharp.",
    of=of_fresh_samples,
    controls={
        "one sample copied, not a hundred drawn": lambda rng, repetitions: (
            of_fresh_samples(rng, 16)
        ),
        "samples that share a part of their noise": lambda rng, repetitions: (
            of_fresh_samples(rng, repetitions) + of_fresh_samples(rng, 1)
        ),
    },
)
def test_intervals_shrink_with_the_root(copies):
    few, many = spread_of_means(copies)
    return bound(few / many, at_least=9, at_most=11, seeds=[SEED])


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
    "Fitting a Normal to five draws by its likelihood, in $\\log \\sigma^2$ or in $\\log \\sigma$, gives the same"
    f" variance to {DECIMALS} digits, and it is the biased one: the sum of squares divided by $n$, not by $n - 1$.",
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
