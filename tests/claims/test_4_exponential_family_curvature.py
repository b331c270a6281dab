"""Claims of reasons/4-exponential-family.md on curvature at the optimum, and on the steps that it allows."""

import functools
import math

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound
from lab.records import by_seed, median_log_std
from snippets.curvature import curvature, descend, kl_to_target, mean_nll
from snippets.exponential_family import COORDINATES, gradient_and_hessian
from tests.claims.coordinates import FAULTS, INFORMATION, LIMIT, SOFTPLUS, close
from tests.claims.full_scale import full_scale

claim = functools.partial(claim, page="reasons/4-exponential-family.md")
TARGETS = np.geomspace(0.1, 10, 9)
LOSSES = {"KL": kl_to_target, "likelihood": mean_nll}


def at(loss, target):
    return functools.partial(loss, target=target)


@functools.cache  # a control changes one coordinate and shares the others
def curvatures(loss, coordinate):
    """The second derivative at the optimum, for each target; float64, shape of TARGETS."""
    from_sigma, to_sigma = coordinate
    found = [curvature(at(loss, t), to_sigma, from_sigma(t)) for t in TARGETS]
    return np.array(found)


@claim(
    "At the optimum, σ = τ, the curvature is $2/\\tau^2$ in σ, $1/(2\\tau^4)$ in σ², 2 in log σ and ½ in log "
    "σ². It is the same for the KL to $N(0, \\tau^2)$ and for the mean negative log-likelihood of data with "
    "mean square $\\tau^2$.",
    of=COORDINATES,
    controls=FAULTS,
)
def test_curvature_at_the_optimum(coordinates):
    return {
        f"{name}, {loss_name}": close(
            curvatures(loss, coordinate), INFORMATION[name](TARGETS)
        )
        for loss_name, loss in LOSSES.items()
        for name, coordinate in coordinates.items()
    }


FINENESS = 1.05  # from one learning rate that is tried to the next
RATES = FINENESS ** (np.arange(-250, 251) + 0.5)  # none of them a limit itself
STEPS = 30
# Of θ's own size, or of 1: near enough for the second derivative to tell all.
AWAY = 1e-6


@functools.cache
def largest_stable_rates(loss, coordinate):
    """For each target the largest of RATES up to which every descent comes closer; float64, shape of TARGETS."""
    from_sigma, to_sigma = coordinate
    target = TARGETS[:, None]
    optimum = from_sigma(target)
    start = optimum + AWAY * np.where(np.abs(optimum) < AWAY, 1, np.abs(optimum))
    end = descend(
        at(loss, target), to_sigma, start + 0 * RATES, RATES + 0 * target, STEPS
    )
    closer = np.abs(end - optimum) < np.abs(start - optimum)
    stable = np.logical_and.accumulate(closer, axis=1).sum(axis=1)
    return RATES[stable - 1]


LOG_VARIANCE_RATE = 2 / INFORMATION["log σ²"](np.ones(()))


@claim(
    "Near the optimum, gradient descent approaches it up to a learning rate of $\\tau^2$ in σ, $4\\tau^4$ in σ², 1 in log σ"
    f" and {LOG_VARIANCE_RATE:g} in log σ², and moves away from it at higher rates. Rates were tried {100 * (FINENESS - 1):.0f} % apart, on both losses.",
    of=COORDINATES,
    controls=FAULTS,
)
def test_largest_stable_step(coordinates):
    found = {}
    for loss_name, loss in LOSSES.items():
        for name, coordinate in coordinates.items():
            rates = largest_stable_rates(loss, coordinate)
            steps_off = np.abs(np.log(rates * INFORMATION[name](TARGETS) / 2))
            found[f"{name}, {loss_name}"] = bound(
                np.max(steps_off) / math.log(FINENESS),
                at_most=1,
                unit="of the gap between two rates",
                n=len(TARGETS),
                series={"target": TARGETS, f"{name}, {loss_name}": rates},
            )
    return found


def condition_number(coordinate, target):
    """Of the Hessian of KL(N(μ, σ²) ‖ N(0, target²)) in (μ, θ), at μ = 0."""
    from_sigma, to_sigma = coordinate

    def kl(point):
        return 0.5 * (point[0] / target) ** 2 + kl_to_target(to_sigma(point[1]), target)

    _, hessian = gradient_and_hessian(kl, [0.0, from_sigma(target)])
    return float(np.linalg.cond(hessian))


AT_PRIOR, TIMES = 2.0, 4.0
TRAINED = {"log σ": (50, 200), "log σ²": (200, 800)}  # the formulas say 98 and 391


def near(number, expected):
    return bound(number, (1 - LIMIT) * expected, (1 + LIMIT) * expected)


def typical_sigma():
    """Of the full-scale runs with a log σ² head: the median over test images, then over seeds."""
    found = by_seed(full_scale(), "log_variance", median_log_std)
    return float(np.exp(np.median([*found.values()])))


@claim(
    f"At the prior, τ = 1, the condition number is {AT_PRIOR:g} for (μ, log σ) and for (μ, log σ²). If τ is "
    f"the typical σ of the full-scale record, it is {TIMES:g} times as large for (μ, log σ²) as for (μ, log "
    "σ).",
    of=(COORDINATES, typical_sigma),
    controls={
        "the prior in both places": (COORDINATES, lambda: 1.0),
        "the heads exchanged": (
            {"log σ": COORDINATES["log σ²"], "log σ²": COORDINATES["log σ"]},
            typical_sigma,
        ),
        "softplus in place of both": (
            dict.fromkeys(TRAINED, SOFTPLUS),
            typical_sigma,
        ),
    },
)
def test_conditioned_alike_at_the_prior_only(thing):
    coordinates, sigma = thing
    parts, trained = {}, {}
    for name, (low, high) in TRAINED.items():
        prior = condition_number(coordinates[name], 1.0)
        parts[f"{name}, at the prior"] = near(prior, AT_PRIOR)
        trained[name] = condition_number(coordinates[name], sigma())
        parts[f"{name}, trained"] = bound(
            round(trained[name]), at_least=low, at_most=high, descriptive=True
        )
    ratio = trained["log σ²"] / trained["log σ"]
    return parts | {
        "σ": bound(round(sigma(), 4), at_most=0.9, descriptive=True),
        "their ratio": near(ratio, TIMES),
    }
