"""Claims of practice/factor-of-two.md: what a mismatch costs in a linear VAE, and a KL that goes below zero."""

import functools
import math

from scipy.optimize import minimize_scalar

from evidence.claims import claim
from evidence.measurements import bound
from tests.claims.linear_vae import compared_to_right, linear_vae, true_kl

claim = functools.partial(claim, page="practice/factor-of-two.md")

# At the best point of a linear VAE


def printed_kl(mean_square, std):
    """Closed form of log σ² = v where σ is e^v."""
    return 0.5 * (std + mean_square - 1 - math.log(std))


def printed_one_sample_kl(mean_square, std):
    """Mean of log q̃(z) − log p(z), with q̃ the Normal of log σ² = v."""
    return 0.5 * (std**2 + mean_square - std - math.log(std))


LARGE = 6  # log₁₀ of the data's variance, in that of the noise
MEAN_SQUARE, VARIANCE, COST = 0.5, 0.25, math.log(2) - 0.5  # of the right ones; nats
WITHIN = 0.01
PRINTED = {"closed form": printed_kl, "one sample": printed_one_sample_kl}


@claim(
    f"In a linear VAE the loss with the mismatch is lowest at {MEAN_SQUARE:g} times the right mean of μ² and {VARIANCE:g} times the right"
    " σ². There the true bound is $\\ln 2 - \\tfrac12$ nats per latent dimension worse than the best one. All hold to within"
    f" {100 * WITHIN:g} %, with the closed-form KL and with the one-sample KL, for data with $10^{LARGE}$ times the decoder's"
    " variance.",
    of=PRINTED,
    controls={
        "no mismatch": dict.fromkeys(PRINTED, true_kl),
        "half of the KL": dict.fromkeys(PRINTED, lambda *point: true_kl(*point) / 2),
        "the mismatch in e^v only, not in v": dict.fromkeys(
            PRINTED, lambda *point: printed_kl(*point) - 0.5 * math.log(point[1])
        ),
    },
)
def test_slip_in_a_linear_vae(printed):
    expected = MEAN_SQUARE, VARIANCE, COST
    return {
        f"{what}, {name}": part
        for name, kl in printed.items()
        for what, part in compared_to_right(kl, 10.0**LARGE, expected, WITHIN).items()
    }


EXPONENTS = (3, 4, 5, LARGE)
CLOSE = 0.01  # nats


@claim(
    "At the best point of its loss, a linear VAE with one latent dimension and the mismatch prints a bound that is"
    " $\\tfrac12 + \\tfrac14\\ln(S/4)$ nats better than the best possible one, with the closed-form KL, if the data have S times the"
    " decoder's variance. It holds to within"
    f" {CLOSE:g} nats for S = {', '.join(f'$10^{e}$' for e in EXPONENTS)}.",
    of=printed_kl,
    controls={
        "no mismatch": true_kl,
        "the mismatch with the one-sample KL": printed_one_sample_kl,
        "half of the KL": lambda *point: true_kl(*point) / 2,
    },
)
def test_slip_prints_more_than_there_is(kl):
    parts = {}
    for exponent in EXPONENTS:
        data = 10.0**exponent
        better = linear_vae(true_kl, data).loss - linear_vae(kl, data).printed
        goal = 0.5 + 0.25 * math.log(data / 4)
        limits = goal - CLOSE, goal + CLOSE
        parts[f"S = 10^{exponent}"] = bound(better, *limits, unit="nats")
    return parts


# A KL below zero


def missing_half(log_ratio):
    """A KL of two zero-mean Normals, r = σ_q²/σ_p², in which the logarithm lacks its ½."""
    return -log_ratio + math.exp(log_ratio) / 2 - 0.5


@claim(
    "If the ½ of the logarithm is missing, the “KL” is lowest at twice the prior's variance, and there it is"
    " $\\tfrac12 - \\ln 2$ nats, below 0.",
    of=missing_half,
    controls={
        "the KL itself": lambda log_ratio: missing_half(log_ratio) + log_ratio / 2,
        "no ½ at all": lambda log_ratio: 2 * missing_half(log_ratio) + log_ratio,
    },
)
def test_missing_half_goes_below_zero(kl):
    lowest = minimize_scalar(kl, bounds=(-5, 5), options={"xatol": 1e-9})
    value, ratio = 0.5 - math.log(2), 2
    return {
        "lowest": bound(lowest.fun, value - 1e-6, value + 1e-6, unit="nats"),
        "at the ratio": bound(math.exp(lowest.x), ratio - 1e-3, ratio + 1e-3),
    }
