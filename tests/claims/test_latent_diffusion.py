"""Claims of practice/latent-diffusion.md: what a tiny weight of the KL makes of σ, in a linear VAE and in float64."""

import functools
import math

import numpy as np
from scipy.optimize import minimize

from evidence.claims import claim
from evidence.measurements import bound

claim = functools.partial(claim, page="practice/latent-diffusion.md")
WEIGHTS = 10.0 ** -np.arange(7)  # of the KL, β
NOISE = 0.1  # s, the variance of the decoder's noise; that of the data is 1
DIGITS = 6
SAME = 10.0**-DIGITS
TINY = WEIGHTS[-1]
WEIGHT_RANGE = f"β from {WEIGHTS[0]:g} to $10^{{-{len(WEIGHTS) - 1}}}$"


@functools.cache
def best(weight, half=0.5):
    """w, k and h of the linear VAE's best point: x ~ N(0, 1), μ = kx, z = μ + e^(h/2) ε, x̂ = wz.

    `half` is the factor of h in the KL.
    """

    def loss_and_gradient(point):
        w, k, h = point
        variance, misfit, scale = math.exp(h), 1 - w * k, weight * NOISE
        loss = (misfit**2 + w**2 * variance) / (2 * scale)
        loss += 0.5 * (k**2 + variance - 1) - half * h
        by_w = (w * variance - k * misfit) / scale
        by_k = k - w * misfit / scale
        by_h = w**2 * variance / (2 * scale) + 0.5 * variance - half
        return loss, np.array([by_w, by_k, by_h])

    options = {"gtol": 1e-10, "maxiter": 10_000}
    start = [0.9, 0.9, -1.0]
    return minimize(loss_and_gradient, start, jac=True, options=options).x


def h_lost(weight):
    """The best point, but with 0 in place of the log σ² that the encoder learned."""
    w, k, _ = best(weight)
    return w, k, 0.0


def at_weights(fitted):
    """w, k and h at each of WEIGHTS."""
    return np.transpose([fitted(weight) for weight in WEIGHTS])


@claim(
    f"In a linear VAE the best σ² is $\\beta s/(w^2+\\beta s)$, for {WEIGHT_RANGE}. In float64 the fitted log σ² is within"
    f" $10^{{-{DIGITS}}}$ of the logarithm of this.",
    of=best,
    controls={
        "h set to 0": h_lost,
        "½ lost before log σ²": functools.partial(best, half=1.0),
        "a weight of 1": lambda weight: best(1.0),
    },
)
def test_linear_vae_sigma_by_weight(fitted):
    w, _, h = at_weights(fitted)
    std, scale = np.exp(h / 2), WEIGHTS * NOISE
    errors = np.abs(h - np.log(scale / (w**2 + scale)))
    series = {"β": WEIGHTS, "σ": std}
    return {
        "off the formula": bound(errors.max(), at_most=SAME, series=series),
        "σ": bound(std[-1], at_most=math.sqrt(TINY)),
    }


LARGE = 5  # nats


@claim(
    "At the best points of a linear VAE the mean KL is $-\\tfrac12 h$, where h is log σ². The rest of it, $\\tfrac12(\\mu^2+\\sigma^2-1)$,"
    f" averages to 0 over the data, to within $10^{{-{DIGITS}}}$ nats. At $\\beta = 10^{{-{len(WEIGHTS) - 1}}}$ the KL is more than"
    f" {LARGE} nats in one dimension.",
    of=best,
    controls={
        "a weight of 1": lambda weight: best(1.0),
        "½ lost before log σ²": functools.partial(best, half=1.0),
    },
)
def test_huge_kl_is_half_of_minus_h(fitted):
    _, k, h = at_weights(fitted)
    rest = 0.5 * (k**2 + np.exp(h) - 1)
    return {
        "the rest": bound(np.max(np.abs(rest)), at_most=SAME, unit="nats"),
        "KL": bound(rest[-1] - h[-1] / 2, at_least=LARGE, unit="nats"),
    }


def added_by_a_draw(point):
    """Mean squared error of a decoded draw less that of the decoded mean, in units of s."""
    w, _, h = point
    return w**2 * math.exp(h) / NOISE


@claim(
    "At the best points of a linear VAE the mean squared error of decoded draws of z is at most βs above that of the decoded"
    " mean, where s is the variance of the decoder's noise."
    f" If h is replaced by 0 at $\\beta = 10^{{-{len(WEIGHTS) - 1}}}$, the error rises by more than s.",
    of={"learned": best, "lost": h_lost},
    controls={
        "h replaced in both": {"learned": h_lost, "lost": h_lost},
        "h learned in both": {"learned": best, "lost": best},
    },
)
def test_a_draw_decodes_like_the_mean(fits):
    shares = [added_by_a_draw(fits["learned"](weight)) / weight for weight in WEIGHTS]
    return {
        "learned, in units of βs": bound(max(shares), at_most=1 + SAME),
        "lost, in units of s": bound(added_by_a_draw(fits["lost"](TINY)), at_least=1.0),
    }


def nll_of_the_family(left, logvar):
    """The term of latent-diffusion's loss: |x − x̂| / exp(logvar) + logvar."""
    return np.abs(left) / np.exp(logvar) + logvar


def laplace(left, log_scale):
    return np.abs(left) / np.exp(log_scale) + log_scale + math.log(2)


def normal(left, log_variance):
    return 0.5 * (left**2 / np.exp(log_variance) + log_variance + math.log(2 * math.pi))


@claim(
    "The reconstruction term $|x-\\hat x|/e^v+v$ is minus the log-density of a Laplace distribution with scale $e^v$, except"
    f" for a constant log 2, to within $10^{{-{DIGITS}}}$ nats in float64. So v is the logarithm of a scale, not of a variance.",
    of=laplace,
    controls={
        "a Normal with log σ² = v": normal,
        "a Laplace law with log-variance v": lambda left, v: laplace(
            left, 0.5 * (v - math.log(2))
        ),
    },
)
def test_decoder_logvar_is_a_laplace_scale(density):
    rng = np.random.default_rng(0)
    left, v = rng.normal(size=1000), rng.uniform(-3, 3, 1000)
    apart = density(left, v) - nll_of_the_family(left, v) - math.log(2)
    return bound(np.max(np.abs(apart)), at_most=SAME, unit="nats", n=len(left))
