"""The claims of reasons/2-tradition.md: what the second argument of a Normal means in each library."""

import functools
import math
import statistics

import numpy as np
import tensorflow as tf
from scipy import stats

from evidence.claims import claim
from evidence.measurements import exact, statistical

claim = functools.partial(claim, page="reasons/2-tradition.md")
SECOND = 3.0  # the argument that every library is given
BY_SIGMA, BY_VARIANCE = 9, 3  # the variance of the draws, as either reading has it
TWO_SIGMAS = 3, 4
SUM = sum(sigma**2 for sigma in TWO_SIGMAS)
DRAWS = 1_000_000
SEED = 1918
initializers = tf.keras.initializers


def mean_square(draws, expected, resolves=0.1):
    """The variance of draws with mean 0."""
    squares = np.asarray(draws, np.float64).ravel() ** 2
    return statistical(squares, expected, resolves, seeds=[SEED])


def numpy_normal(second):
    return np.random.default_rng(SEED).normal(0, second, DRAWS)


def numpy_multivariate(second):
    return np.random.default_rng(SEED).multivariate_normal([0], [[second]], DRAWS)


def tensorflow_normal(second):
    tf.random.set_seed(SEED)
    return tf.random.normal([DRAWS], 0, second)


def keras_normal(second):
    return initializers.RandomNormal(0, second, seed=SEED)((1, DRAWS))


def keras_truncated(second):
    return initializers.TruncatedNormal(0, second, seed=SEED)((1, DRAWS))


def keras_scaling(second):
    scaling = initializers.VarianceScaling(
        second, "fan_in", "untruncated_normal", seed=SEED
    )
    return scaling((1, DRAWS))


@claim(
    f"NumPy takes σ: the draws of `rng.normal(0, 3)` have variance {BY_SIGMA}.",
    of=numpy_normal,
    controls={"a function of NumPy that takes the variance": numpy_multivariate},
)
def test_numpy_takes_sigma(draw):
    return mean_square(draw(SECOND), BY_SIGMA)


@claim(
    f"TensorFlow takes σ: the draws of `tf.random.normal(shape, 0, 3)` have variance {BY_SIGMA}.",
    of=tensorflow_normal,
    controls={"an initializer that takes the variance": keras_scaling},
)
def test_tensorflow_takes_sigma(draw):
    return mean_square(draw(SECOND), BY_SIGMA)


@claim(
    f"The Keras initializer takes σ: the weights of `RandomNormal(0, 3)` have variance {BY_SIGMA}.",
    of=keras_normal,
    controls={
        "the initializer that takes the variance": keras_scaling,
        "the initializer that cuts off the tails": keras_truncated,
    },
)
def test_keras_initializer_takes_sigma(draw):
    return mean_square(draw(SECOND), BY_SIGMA)


@claim(
    f"SciPy takes σ, and so does Python itself: `norm(0, 3)` and `NormalDist(0, 3)` have variance {BY_SIGMA} "
    "exactly.",
    of=SECOND,
    controls={"9 given for 3": SECOND**2, "a lost root: σ = √3": SECOND**0.5},
)
def test_scipy_takes_sigma(second):
    return {
        "SciPy": exact(float(stats.norm(0, second).var()), float(BY_SIGMA)),
        "Python": exact(statistics.NormalDist(0, second).variance, float(BY_SIGMA)),
    }


@claim(
    f"NumPy's `rng.multivariate_normal([0], [[3]])` takes the variance: its draws have variance {BY_VARIANCE}.",
    of=numpy_multivariate,
    controls={"the function that takes σ": numpy_normal},
)
def test_multivariate_takes_variance(draw):
    return mean_square(draw(SECOND), BY_VARIANCE)


def independent_sum(sigmas):
    rng = np.random.default_rng(SEED)
    return sum(rng.normal(0, sigma, DRAWS) for sigma in sigmas)


def common_sum(sigmas):
    noise = np.random.default_rng(SEED).normal(0, 1, DRAWS)
    return sum(sigma * noise for sigma in sigmas)


@claim(
    f"Variances add: the sum of independent Normal draws with σ = {TWO_SIGMAS[0]} and σ = {TWO_SIGMAS[1]} has "
    f"variance {SUM}, so its σ is {math.isqrt(SUM)} and not {sum(TWO_SIGMAS)}.",
    of=independent_sum,
    controls={
        "the same noise in both: standard deviations add": common_sum,
        "3 and 4 taken for variances": lambda sigmas: independent_sum(
            map(math.sqrt, sigmas)
        ),
    },
)
def test_variances_add(draw):
    return mean_square(draw(TWO_SIGMAS), SUM, resolves=0.5)
