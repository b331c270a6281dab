"""The claims of practice/kl-line.md: the line that everyone copies, its spellings, its ½ and its reductions."""

import functools
import math

import jax
import jax.numpy as jnp
import numpy as np
import tensorflow as tf
from scipy import stats

from evidence.claims import claim
from evidence.measurements import bound
from snippets import kl_line
from snippets.jax import kl_line as kl_line_in_jax
from tests.claims.linear_vae import compared_to_right, linear_vae, true_kl

claim = functools.partial(claim, page="practice/kl-line.md")
GRID = np.meshgrid([-3.0, -0.5, 0.0, 0.3, 2.0], [-8.0, -2.0, -0.5, 0.0, 0.5, 3.0])
MU, LOGVAR = (each.reshape(-1, 1) for each in GRID)  # (30, 1)

# The line is the integral

CLOSE = 1e-8  # nats


def line(mu, logvar):
    return kl_line.kl_line(tf.constant(mu), tf.constant(logvar)).numpy()


@functools.cache
def integrals():
    """∫ q log(q/p) at each point of the grid: sums over equal steps, which converge exponentially for a Normal."""
    z = MU + np.exp(LOGVAR / 2) * np.linspace(-12, 12, 2001)  # 12 standard deviations
    q, p = stats.norm(MU, np.exp(LOGVAR / 2)), stats.norm()
    integrand = q.pdf(z) * (q.logpdf(z) - p.logpdf(z))
    return integrand.sum(axis=1) * (z[:, 1] - z[:, 0])


@claim(
    f"The line is the integral of q log(q/p), to within $10^{{-8}}$ nats in float64, for {len(MU)} pairs of μ and log σ².",
    of=line,
    controls={
        "no ½": lambda mu, logvar: 2 * line(mu, logvar),
        "log σ for log σ²": lambda mu, logvar: line(mu, logvar / 2),
        "the 1 left out": lambda mu, logvar: line(mu, logvar) + 0.5,
    },
)
def test_kl_line_is_the_integral(kl):
    error = np.max(np.abs(kl(MU, LOGVAR) - integrals()))
    return bound(error, at_most=CLOSE, unit="nats", n=len(MU))


# Its spellings. Each takes (batch, d) arrays of μ and log σ², and returns the mean over the batch.


def pytorch_example(mu, logvar):
    return -0.5 * np.sum(1 + logvar - mu**2 - np.exp(logvar)) / len(mu)


def keras_example(mu, logvar):
    z_mean, z_log_var = tf.constant(mu), tf.constant(logvar)
    kl = -0.5 * (1 + z_log_var - tf.square(z_mean) - tf.exp(z_log_var))
    return tf.reduce_mean(tf.reduce_sum(kl, axis=1)).numpy()


def chainer(mu, logvar):
    return np.sum((mu * mu + np.exp(logvar) - logvar - 1) * 0.5) / len(mu)


def torch_distributions(mu, logvar):
    """KL of Normal(μ, σ) from Normal(0, 1), as torch/distributions/kl.py computes it."""
    ratio = np.exp(0.5 * logvar) ** 2
    return np.mean(np.sum(0.5 * (ratio + mu**2 - 1 - np.log(ratio)), axis=-1))


def tensorflow_probability(mu, logvar):
    """The same of TensorFlow Probability's normal.py."""
    log_scale = tf.math.log(tf.exp(0.5 * tf.constant(logvar)))
    square = tf.math.squared_difference(tf.constant(mu), 0.0)
    kl = 0.5 * square + 0.5 * tf.math.expm1(2.0 * log_scale) - log_scale
    return tf.reduce_mean(tf.reduce_sum(kl, axis=-1)).numpy()


@jax.vmap
def flax_row(mean, logvar):
    return -0.5 * jnp.sum(1 + logvar - jnp.square(mean) - jnp.exp(logvar))


def in_jax(of_rows):
    def kl(mu, logvar):
        with jax.enable_x64(True):
            return np.asarray(of_rows(jnp.array(mu), jnp.array(logvar)).mean())

    return kl


SPELLINGS = {
    "TensorFlow": lambda mu, logvar: np.mean(line(mu, logvar)),
    "JAX": in_jax(kl_line_in_jax.kl_line),
    "PyTorch example": pytorch_example,
    "Keras example": keras_example,
    "Chainer": chainer,
    "torch.distributions": torch_distributions,
    "TensorFlow Probability": tensorflow_probability,
    "Flax example": in_jax(flax_row),
}
EQUAL = 1e-12  # of the KL


def fed(convert):
    return {
        name: lambda mu, logvar, kl=kl: kl(mu, convert(logvar))
        for name, kl in SPELLINGS.items()
    }


@claim(
    "The lines to copy and those of this table return the same KL for the same μ and log σ², once it is summed over dimensions"
    " and averaged over the batch, to within one part in $10^{12}$ in float64.",
    of=SPELLINGS,
    controls={
        "log σ given for log σ²": fed(lambda logvar: logvar / 2),
        "σ² given for log σ²": fed(np.exp),
    },
)
def test_kl_spellings_agree(spellings):
    rng = np.random.default_rng(0)
    mu, logvar = rng.normal(size=(2, 64, 20))
    expected = np.mean(np.sum(0.5 * (np.exp(logvar) + mu**2 - 1 - logvar), axis=-1))
    return {
        name: bound(abs(kl(mu, logvar) / expected - 1), at_most=EQUAL, seeds=[0])
        for name, kl in spellings.items()
    }


# Another number in place of the ½

FRONTS, SPREADS = (0.1, 0.5, 1.0), (30.0, 1000.0)
WITHIN = 1e-3


def best_in_closed_form(front, spread):
    """(σ², KL) at the best point, with β = 2 · front: see practice/collapse.md."""
    beta = 2 * front
    return beta / spread, 0.5 * math.log(spread / beta)


@claim(
    "A factor f in place of the ½ is a KL weight β = 2f. In a linear VAE whose data have S times the decoder's variance, the best"
    f" σ² is then β/S and the KL $\\tfrac12\\ln(S/β)$, to within {100 * WITHIN:g} %, for f = {', '.join(f'{f:g}' for f in FRONTS)} and"
    f" S = {' and '.join(f'{s:g}' for s in SPREADS)}.",
    of=best_in_closed_form,
    controls={
        "f does not matter": lambda front, spread: best_in_closed_form(0.5, spread),
        "β = f": lambda front, spread: best_in_closed_form(front / 2, spread),
    },
)
def test_half_in_front_is_beta(expected):
    errors = {"σ²": [], "KL": []}
    for front in FRONTS:
        for spread in SPREADS:
            best = linear_vae(
                lambda *point, front=front: 2 * front * true_kl(*point), spread
            )
            kl = true_kl(best.mean_square, math.sqrt(best.variance))
            variance, divergence = expected(front, spread)
            errors["σ²"].append(abs(best.variance / variance - 1))
            errors["KL"].append(abs(kl / divergence - 1))
    return {name: bound(max(each), at_most=WITHIN) for name, each in errors.items()}


INSIDE, LARGE, NEAR = (0.1, 0.2, 1.0), 6, 0.01


def printed_kl(inside):
    """The KL line of v = log σ², where the sample takes σ = e^(inside · v)."""
    return lambda mean_square, std: (
        0.5 * (std ** (1 / inside) + mean_square - 1 - math.log(std) / inside)
    )


def costs(inside):
    """μ² and σ² of the right ones, and the nats that the true bound loses."""
    wide = 1 / (2 * inside)
    return wide, wide**2, wide - 1 - math.log(wide)


@claim(
    "With a factor c in place of the ½ in the *sample*, $\\sigma = e^{cv}$, a linear VAE loses $\\tfrac1{2c} - 1 + \\ln 2c$ nats of"
    " its true bound per latent dimension. Its best point has $\\tfrac1{2c}$ times the right mean of μ² and $\\tfrac1{4c^2}$ times the right"
    f" σ². All hold to within {100 * NEAR:g} % for c = {', '.join(f'{c:g}' for c in INSIDE)}, for data with $10^{LARGE}$ times the"
    " decoder's variance.",
    of=costs,
    controls={
        "c does not matter": lambda inside: (1, 1, 0),
        "the cost of c = 1": lambda inside: (*costs(inside)[:2], costs(1.0)[2]),
        "σ² as μ²": lambda inside: np.take(costs(inside), [0, 0, 2]),
    },
)
def test_half_in_the_sample(expected):
    parts = {}
    for inside in INSIDE:
        kl = printed_kl(inside)
        found = compared_to_right(kl, 10.0**LARGE, expected(inside), NEAR)
        parts |= {f"{what}, c = {inside:g}": part for what, part in found.items()}
    return parts


# Sums and means

BATCH, PIXELS, DIMENSIONS = 128, 784, 20


def per_row(each):
    return each.sum(axis=1).mean()


REDUCTIONS = {  # of the reconstruction and of the KL; β
    "β = 1": (per_row, per_row, 1),
    "β = 1, sums only": (np.sum, np.sum, 1),
    "β = D": (np.mean, per_row, PIXELS),
    "β = 1/d": (per_row, np.mean, 1 / DIMENSIONS),
    "β = D/d": (np.mean, np.mean, PIXELS / DIMENSIONS),
    "β = B·D": (np.mean, np.sum, BATCH * PIXELS),
}
SAME = 1e-9


def in_every_place(reduce):
    return {name: (reduce, reduce, beta) for name, (*_, beta) in REDUCTIONS.items()}


@claim(
    f"Each choice of sums and means amounts to this table's KL weight β, to within one part in $10^9$, for {BATCH} images of"
    f" {PIXELS} pixels and {DIMENSIONS} latent dimensions.",
    of=REDUCTIONS,
    controls={
        "means in every place": in_every_place(np.mean),
        "sums in every place": in_every_place(np.sum),
    },
)
def test_reductions_are_betas(reductions):
    rng = np.random.default_rng(0)
    pixels = rng.exponential(size=(BATCH, PIXELS))
    kl = rng.exponential(size=(BATCH, DIMENSIONS))
    parts = {}
    for name, (of_pixels, of_kl, beta) in reductions.items():
        weight = of_pixels(pixels) / per_row(pixels)
        found = of_kl(kl) / per_row(kl) / weight
        parts[name] = bound(found, (1 - SAME) * beta, (1 + SAME) * beta)
    return parts
