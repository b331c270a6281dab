"""Claims of practice/overflow.md on the log-density that the tutorial takes, and on its form in ε."""

import functools
import math

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact, statistical
from lab.studies.float_formats import DTYPES, FAR, format_of, near
from snippets.cvae import elbo_terms_at, log_normal_pdf
from snippets.float_range import last_survivor
from snippets.noise_form import elbo_terms, log_density_of_draw

claim = functools.partial(claim, page="practice/overflow.md")
LOW, HIGH = -89, -87  # log σ² below and above the hole's edge in float32
DRAWN = 1000
REACH = 1000  # of log σ², on either side
WITHIN = 2  # units in the last place
TO = 15  # per cent
SMALL = -4  # log σ
A_FIFTH = 0.2
TINY = -20  # log σ
HALF_A_NAT = 0.5
ROUGH = -3  # log σ, for bfloat16
KEEPS, LOSES = 0.005, 0.025


def noise_of(count, dtype, seed):
    """ε as `dtype` holds it, (count, 1)."""
    return tf.cast(tf.random.stateless_normal((count, 1), (seed, 0)), dtype)


def by_noise(sample, mean, log_variance):
    """The same density through ε, which is sought from z again."""
    noise = (sample - mean) / tf.exp(log_variance / 2)
    return log_density_of_draw(noise, log_variance)


@claim(
    f"In float32 at log σ² = −{-LOW} and μ = 1, the tutorial's `log_normal_pdf` returns NaN for z = μ and for all of {DRAWN:,}"
    " draws of its own `reparameterize`, and −∞ at a distance of 1 from μ.",
    of=(log_normal_pdf, LOW),
    controls={
        "log σ² = −87": (log_normal_pdf, HIGH),
        "through ε": (by_noise, LOW),
    },
)
def test_density_hole(density_at):
    density, log_variance = density_at
    mean = tf.ones((DRAWN, 1))
    log_variance *= mean
    draws = mean + tf.exp(0.5 * log_variance) * noise_of(DRAWN, "float32", 0)

    def every(symptom, z):
        found = symptom(density(z, mean, log_variance).numpy())
        return exact(int(found.sum()), DRAWN)

    return {
        "−∞ away from μ": every(np.isneginf, mean + 1),
        "NaN at μ": every(np.isnan, mean),
        "NaN for draws": every(np.isnan, draws),
    }


@claim(
    "At z = μ the tutorial's density is NaN if log σ² is below −ln(max) of the format, to within one step, and finite above.",
    of=log_normal_pdf,
    controls={
        "divided by σ before the square": by_noise,
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


def in_float64(tensor):
    """What a tensor holds, as an array (n,)."""
    return tf.cast(tensor, tf.float64).numpy().ravel()


def errors_of(density, log_variance, noise):
    """Errors of log q in nats at μ = 1, float64 (n,)."""
    found = in_float64(density(tf.ones_like(noise), log_variance, noise))
    h, e = in_float64(log_variance), in_float64(noise)
    return found + 0.5 * (e**2 + h + math.log(2 * math.pi))


@claim(
    f"The form in ε is finite and right for every log σ² that was tried, from −{REACH:,} to {REACH:,}. In each format its error is at"
    f" most {WITHIN} units in the last place of ε² + |log σ²| + log 2π.",
    of=from_noise,
    controls={
        "the tutorial's form": from_draw,
        "log 2π forgotten": without_two_pi,
    },
)
def test_noise_form_has_no_hole(density):
    found = {}
    for dtype in DTYPES:
        grid = np.meshgrid(np.linspace(-REACH, REACH, 401), [-6, -1, -0.1, 0, 0.5, 3])
        log_variance, noise = (tf.cast(axis.reshape(-1, 1), dtype) for axis in grid)
        error = np.abs(errors_of(density, log_variance, noise))
        h, e = in_float64(log_variance), in_float64(noise)
        size = format_of(dtype).ulp * (e**2 + np.abs(h) + math.log(2 * math.pi))
        found[dtype] = bound(np.max(error / size), at_most=WITHIN, unit="ulp", n=len(h))
    return found


DRAWS = 100_000


def errors_at(density, log_variance, dtype):
    """Errors of log q in nats over DRAWS draws at μ = 1, float64 (DRAWS,)."""
    log_variance = tf.fill((DRAWS, 1), tf.cast(log_variance, dtype))
    return errors_of(density, log_variance, noise_of(DRAWS, dtype, 1))


def rms_error_at_small(density, dtype, at_least, at_most):
    """The root mean square of the errors at SMALL, with limits in units of √(5/96) u/σ."""
    errors = errors_at(density, 2.0 * SMALL, dtype)
    unit = math.sqrt(5 / 96) * format_of(dtype).ulp * math.exp(-SMALL)
    return bound(
        np.sqrt(np.mean(errors**2)),
        at_least * unit,
        at_most * unit,
        unit="nats",
        n=DRAWS,
        seeds=[1],
    )


@claim(
    f"At μ = 1 and log σ = −{-SMALL}, where σ is {math.exp(SMALL):.2g}, the error of log q in the tutorial's form is"
    f" $\\sqrt{{5/96}}\\,u/\\sigma$ nats (root mean square, to {TO} %), where u is the format's unit in the last place of 1.",
    of=from_draw,
    controls={
        "the form in ε": from_noise,
        "log 2π forgotten": without_two_pi,
        "twice the noise": lambda mean, v, noise: from_draw(mean, v, 2 * noise) * 2,
    },
)
def test_subtraction_loses_digits(density):
    off = TO / 100
    return {
        dtype: rms_error_at_small(density, dtype, 1 - off, 1 + off) for dtype in DTYPES
    }


@claim(
    f"At μ = 1 and log σ = −{-SMALL} the error of log q in the form in ε is at most a fifth of $\\sqrt{{5/96}}\\,u/\\sigma$ nats, in each"
    " format, where u is its unit in the last place of 1.",
    of=from_noise,
    controls={"the tutorial's form": from_draw, "log 2π forgotten": without_two_pi},
)
def test_noise_form_keeps_digits(density):
    return {
        dtype: rms_error_at_small(density, dtype, -math.inf, A_FIFTH)
        for dtype in DTYPES
    }


@claim(
    "If σ is far below one unit in the last place of μ, z rounds to μ, and the tutorial's log q is half a nat per dimension"
    f" too high on average (float32, μ = 1 and log σ = −{-TINY}).",
    of=(from_draw, 2.0 * TINY),
    controls={
        "the form in ε": (from_noise, 2.0 * TINY),
        "log σ = −4": (from_draw, 2.0 * SMALL),
    },
)
def test_half_a_nat_too_high(thing):
    density, log_variance = thing
    errors = errors_at(density, log_variance, "float32")
    return statistical(
        errors, expected=HALF_A_NAT, resolves=0.02, unit="nats", seeds=[1]
    )


def flat_decoder(z):
    return tf.zeros((len(z), 1, 1, 1), z.dtype)


def kl_of_the_tutorial(images, mean, log_variance, noise):
    return elbo_terms_at(flat_decoder, images, mean, log_variance / 2, noise)[1]


def kl_of_the_noise_form(images, mean, log_variance, noise):
    return elbo_terms(flat_decoder, images, mean, log_variance, noise)[1]


def mean_gradient_error(kl, count=20_000):
    """Root mean square error of ∂KL/∂μ in bfloat16 at μ = 1 and ROUGH, which is z = μ + σ ε."""
    noise = noise_of(count, "bfloat16", 2)
    mean = tf.ones_like(noise)
    log_variance = 2 * ROUGH * mean
    images = tf.zeros((count, 1, 1, 1), noise.dtype)
    with tf.GradientTape() as tape:
        tape.watch(mean)
        value = kl(images, mean, log_variance, noise)
    found = in_float64(tape.gradient(value, mean))
    expected = 1 + np.exp(in_float64(log_variance) / 2) * in_float64(noise)
    return float(np.sqrt(np.mean((found - expected) ** 2)))


@claim(
    f"At μ = 1 and log σ = −{-ROUGH}, where σ is {math.exp(ROUGH):.1g}, the gradient of the one-sample KL with respect to μ is"
    f" about 1. In bfloat16 its root mean square error is at most {KEEPS:g} in the form in ε, and at least {LOSES:g} in the"
    " tutorial's form.",
    of=(kl_of_the_noise_form, kl_of_the_tutorial),
    controls={
        "the forms exchanged": (kl_of_the_tutorial, kl_of_the_noise_form),
        "the form in ε twice": (kl_of_the_noise_form, kl_of_the_noise_form),
    },
)
def test_noise_form_keeps_the_gradient(forms):
    ours, tutorials = map(mean_gradient_error, forms)
    return {
        "in ε": bound(ours, at_most=KEEPS, seeds=[2]),
        "tutorial": bound(tutorials, at_least=LOSES, seeds=[2]),
    }
