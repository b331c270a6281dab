"""Claims of practice/overflow.md on the log-density that the tutorial takes, and on its form in ε."""

import math
from dataclasses import dataclass, replace

import numpy as np
import pytest
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact, statistical
from lab.float_formats import DTYPES, FAR, format_of, near
from snippets.cvae import elbo_terms_at, log_normal_pdf
from snippets.float_range import last_survivor
from snippets.noise_form import elbo_terms, log_density_of_draw

PAGE = "practice/overflow.md"


def noise_of(count, dtype, seed):
    """ε as `dtype` holds it, (count, 1)."""
    return tf.cast(tf.random.stateless_normal((count, 1), (seed, 0)), dtype)


def by_noise(sample, mean, log_variance):
    """The same density through ε, which is sought from z again."""
    noise = (sample - mean) / tf.exp(log_variance / 2)
    return log_density_of_draw(noise, log_variance)


@dataclass(frozen=True)
class Density:
    """A density, and the log-variance and dtype at which it is asked."""

    function: callable = log_normal_pdf
    log_variance: float = -89.0
    dtype: str = "float32"


TUTORIALS = Density()


@claim(
    "In float32 at log σ² = −89 and μ = 1, the tutorial's `log_normal_pdf` gives −∞ one away from μ,"
    " and NaN at μ and for all of 1,000 draws that its own `reparameterize` line makes.",
    page=PAGE,
    of=TUTORIALS,
    controls={
        "log σ² = −87": replace(TUTORIALS, log_variance=-87.0),
        "float64": replace(TUTORIALS, dtype="float64"),
        "through ε": replace(TUTORIALS, function=by_noise),
    },
)
def test_density_hole(density):
    mean = tf.ones((1000, 1), density.dtype)
    log_variance = density.log_variance * mean
    draws = mean + tf.exp(0.5 * log_variance) * noise_of(1000, density.dtype, 0)
    at = {
        name: density.function(z, mean, log_variance).numpy()
        for name, z in {"away": mean + 1, "mean": mean, "draws": draws}.items()
    }
    return {
        "−∞ away from μ": exact(int(np.isneginf(at["away"]).sum()), 1000),
        "NaN at μ": exact(int(np.isnan(at["mean"]).sum()), 1000),
        "NaN for draws": exact(int(np.isnan(at["draws"]).sum()), 1000),
    }


def divided_first(sample, mean, log_variance):
    scaled = (sample - mean) * tf.exp(-log_variance / 2)
    return log_density_of_draw(scaled, log_variance)


@claim(
    "At z = μ the tutorial's density is a number down to log σ² = −ln(max) of the format, to within one step, and NaN below.",
    page=PAGE,
    of=log_normal_pdf,
    controls={
        "divided by σ before the square": divided_first,
        "σ² counted twice": lambda z, mean, v: log_normal_pdf(z, mean, 2 * v),
    },
)
def test_density_hole_begins_at_ln_max(density):
    found = {}
    for dtype in DTYPES:
        mean = tf.ones((1, 1), dtype)
        last = last_survivor(
            lambda h, mean=mean: 1 + 0 * density(mean, mean, h * mean)[0], -FAR, dtype
        )
        edge = -format_of(dtype).largest
        found[dtype] = near(last, edge, edge, dtype)
    return found


def from_noise(mean, log_variance, noise):
    return log_density_of_draw(noise, log_variance)


def from_draw(mean, log_variance, noise):
    """As the tutorial does: draw z, and look for ε in it."""
    z = mean + tf.exp(0.5 * log_variance) * noise
    return log_normal_pdf(z, mean, log_variance)


def without_two_pi(mean, log_variance, noise):
    return -0.5 * tf.reduce_sum(noise**2 + log_variance, axis=-1)


def in_float64(log_variance, noise):
    """−½ (ε² + log σ² + log 2π) of what the tensors hold."""
    log_variance, noise = (
        tf.cast(tensor, tf.float64).numpy()[:, 0] for tensor in (log_variance, noise)
    )
    return -0.5 * (noise**2 + log_variance + math.log(2 * math.pi))


@claim(
    "The form in ε is finite and right for every log σ² from −1,000 to 1,000: in each format its error is at most"
    " two units in the last place of ε² + |log σ²| + log 2π.",
    page=PAGE,
    of=from_noise,
    controls={
        "the tutorial's form": from_draw,
        "log 2π forgotten": without_two_pi,
    },
)
def test_noise_form_has_no_hole(density):
    found = {}
    for dtype in DTYPES:
        grid = np.meshgrid(np.linspace(-1000, 1000, 401), [-6, -1, -0.1, 0, 0.5, 3])
        log_variance, noise = (tf.cast(axis.reshape(-1, 1), dtype) for axis in grid)
        value = density(tf.ones_like(noise), log_variance, noise)
        error = np.abs(
            tf.cast(value, tf.float64).numpy() - in_float64(log_variance, noise)
        )
        h, e = (tf.cast(x, tf.float64).numpy()[:, 0] for x in (log_variance, noise))
        size = format_of(dtype).ulp * (e**2 + np.abs(h) + math.log(2 * math.pi))
        found[dtype] = bound(np.max(error / size), at_most=2, unit="ulp", n=len(h))
    return found


def density_errors(density, log_variance, dtype, count=100_000):
    """Errors of log q in nats over draws at μ = 1, float64 (count,)."""
    noise = noise_of(count, dtype, 1)
    log_variance = tf.fill((count, 1), tf.cast(log_variance, dtype))
    value = density(tf.ones_like(noise), log_variance, noise)
    return tf.cast(value, tf.float64).numpy() - in_float64(log_variance, noise)


@claim(
    "At μ = 1 and log σ = −4, where σ is 0.018, the tutorial's form misses log q by $\\sqrt{5/96}\\,u/\\sigma$ nats"
    " (root mean square, to 15 %), u being the format's unit in the last place of 1.",
    page=PAGE,
    of=from_draw,
    controls={
        "the form in ε": from_noise,
        "log 2π forgotten": without_two_pi,
        "twice the noise": lambda mean, v, noise: from_draw(mean, v, 2 * noise) * 2,
    },
)
def test_subtraction_loses_digits(density):
    found = {}
    for dtype in DTYPES:
        expected = math.sqrt(5 / 96) * format_of(dtype).ulp * math.exp(4)
        errors = density_errors(density, -8.0, dtype)
        found[dtype] = bound(
            np.sqrt(np.mean(errors**2)),
            at_least=0.85 * expected,
            at_most=1.15 * expected,
            unit="nats",
            n=len(errors),
            seeds=[1],
        )
    return found


@claim(
    "In the same place the form in ε errs at most a fifth as much as $\\sqrt{5/96}\\,u/\\sigma$, in each format.",
    page=PAGE,
    of=from_noise,
    controls={"the tutorial's form": from_draw, "log 2π forgotten": without_two_pi},
)
def test_noise_form_keeps_digits(density):
    found = {}
    for dtype in DTYPES:
        errors = density_errors(density, -8.0, dtype)
        found[dtype] = bound(
            np.sqrt(np.mean(errors**2)),
            at_most=0.2 * math.sqrt(5 / 96) * format_of(dtype).ulp * math.exp(4),
            unit="nats",
            n=len(errors),
            seeds=[1],
        )
    return found


@claim(
    "Where σ is far below one unit in the last place of μ, z is μ itself, and the tutorial's form puts log q half a"
    " nat too high, in the mean and for each dimension: float32 at μ = 1 and log σ = −20.",
    page=PAGE,
    of=(from_draw, -40.0),
    controls={
        "the form in ε": (from_noise, -40.0),
        "log σ = −4": (from_draw, -8.0),
    },
)
def test_half_a_nat_too_high(thing):
    density, log_variance = thing
    errors = density_errors(density, log_variance, "float32")
    return statistical(errors, expected=0.5, resolves=0.02, unit="nats", seeds=[1])


def flat_decoder(z):
    return tf.zeros((len(z), 1, 1, 1), z.dtype)


def kl_of_the_tutorial(images, mean, log_variance, noise):
    return elbo_terms_at(flat_decoder, images, mean, log_variance / 2, noise)[1]


def kl_of_the_noise_form(images, mean, log_variance, noise):
    return elbo_terms(flat_decoder, images, mean, log_variance, noise)[1]


def mean_gradient_error(kl, log_variance, dtype, count=20_000):
    """Root mean square error of ∂KL/∂μ at μ = 1, which is z = μ + σ ε."""
    noise = noise_of(count, dtype, 2)
    mean = tf.ones_like(noise)
    log_variance = tf.fill((count, 1), tf.cast(log_variance, dtype))
    images = tf.zeros((count, 1, 1, 1), dtype)
    with tf.GradientTape() as tape:
        tape.watch(mean)
        value = kl(images, mean, log_variance, noise)
    found = tf.cast(tape.gradient(value, mean), tf.float64).numpy()
    sigma = tf.exp(tf.cast(log_variance, tf.float64) / 2).numpy()
    expected = 1 + sigma * tf.cast(noise, tf.float64).numpy()
    return float(np.sqrt(np.mean((found - expected) ** 2)))


@claim(
    "In bfloat16 at μ = 1 and log σ = −3, where σ is 0.05, the gradient of the one-sample KL with respect to μ is wrong"
    " by at most 0.005 in the form in ε, and by at least 0.025 in the tutorial's (root mean square; it is about 1).",
    page=PAGE,
    of=(kl_of_the_noise_form, kl_of_the_tutorial, "bfloat16"),
    controls={
        "the forms exchanged": (kl_of_the_tutorial, kl_of_the_noise_form, "bfloat16"),
        "the form in ε twice": (kl_of_the_noise_form, kl_of_the_noise_form, "bfloat16"),
        "float32": (kl_of_the_noise_form, kl_of_the_tutorial, "float32"),
    },
)
def test_noise_form_keeps_the_gradient(thing):
    ours, tutorials, dtype = thing
    return {
        "in ε": bound(mean_gradient_error(ours, -6.0, dtype), at_most=0.005, seeds=[2]),
        "tutorial": bound(
            mean_gradient_error(tutorials, -6.0, dtype), at_least=0.025, seeds=[2]
        ),
    }


# What the snippet does besides


def test_elbo_terms_are_the_tutorials():
    images = tf.random.stateless_uniform((8, 4, 4, 1), (0, 3))
    mean, log_variance, noise = (
        tf.random.stateless_normal((8, 2), (seed, 4)) for seed in range(3)
    )

    def decoder(z):
        return tf.reshape(tf.repeat(z, 8, axis=-1), (-1, 4, 4, 1))

    found = elbo_terms(decoder, images, mean, log_variance, noise)
    expected = elbo_terms_at(decoder, images, mean, log_variance / 2, noise)
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.shape == (8,)
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-5)


def test_elbo_terms_run_inside_a_compiled_function():
    compiled = tf.function(elbo_terms, jit_compile=True)
    zeros = tf.zeros((3, 2))
    _, kl = compiled(flat_decoder, tf.zeros((3, 1, 1, 1)), zeros, zeros, zeros)
    np.testing.assert_array_equal(kl, np.zeros(3))


def test_unlike_tensors_are_named():
    zeros = tf.zeros((3, 2))
    with pytest.raises(TypeError, match="noise is float16; expected float32, as mean"):
        elbo_terms(flat_decoder, zeros, zeros, zeros, tf.zeros((3, 2), tf.float16))
    with pytest.raises(ValueError, match=r"log_variance has shape \(3, 1\)"):
        log_density_of_draw(zeros, tf.zeros((3, 1)))
