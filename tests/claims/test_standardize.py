"""Standardized targets against a bias of log std(y), in a network that learns the mean too."""

import functools

import numpy as np
from scipy import stats

from evidence.claims import claim
from evidence.measurements import bound
from snippets.regression import beta_nll, fit, noisy_points, true_std

POINTS, NEW_POINTS, SEED, LARGE = 500, 5_000, 0, 1_000
UNITS = {  # y = unit · (sin 3x + noise) + offset
    "unit 1": (1.0, 0.0),
    "unit 1000": (LARGE, 0.0),
    "unit 0.001": (1 / LARGE, 0.0),
    "offset 1000": (1.0, LARGE),
}
OTHER_UNITS = [*UNITS][1:]
NEAR, FAR = 0.1, 0.5  # nats per point above the truth
LIKELIHOOD = functools.partial(beta_nll, beta=0)


def standardized(x, y):
    """Fit to (y − mean)/std; the result is turned back to the unit of y."""
    center, spread = y.mean(), y.std()
    predict = fit(x, (y - center) / spread, LIKELIHOOD, lambda raw: 2 * raw)

    def in_unit(x):
        mean, std = predict(x)
        return center + spread * mean.astype(float), spread * std.astype(float)

    return in_unit


def started_at_log_std(x, y):
    """Fit to y as it is, with a log σ head that starts at log std(y)."""
    start = np.float32(np.log(y.std()))
    return fit(x, y, LIKELIHOOD, lambda raw: 2 * (raw + start))


@functools.cache
def predicted(fitted, unit, offset):
    """Mean and σ that the fit to the points in this unit predicts for new ones."""
    x, y = noisy_points(POINTS, SEED)
    predict = fitted(x, unit * y + offset)
    new_x, _ = noisy_points(NEW_POINTS, SEED + 1)
    return [np.asarray(each, float) for each in predict(new_x)]


def nats_above_truth(fitted, unit, offset, wider=1.0):
    """Mean of log N(y; truth) − log N(y; fit) over new points; σ of the fit times `wider`."""
    mean, std = predicted(fitted, unit, offset)
    x, y = noisy_points(NEW_POINTS, SEED + 1)
    truth = stats.norm.logpdf(y, np.sin(3 * x), true_std(x)) - np.log(unit)
    return np.mean(truth - stats.norm.logpdf(unit * y + offset, mean, wider * std))


in_nats = functools.partial(bound, unit="nats", n=NEW_POINTS, seeds=[SEED])


@claim(
    f"With standardized targets a small network with a log σ head comes within {NEAR:g} nats per point of the truth,"
    f" whether y is multiplied by 1, {LARGE:,} or 1/{LARGE:,}, or shifted by {LARGE:,} (one seed, descriptive).",
    page="practice/choosing.md",
    of=(standardized, 1.0, UNITS),
    controls={
        "targets as they are, h starts at log std(y)": (
            started_at_log_std,
            1.0,
            OTHER_UNITS,
        ),
        "σ is 1.7 times too large": (standardized, 1.7, UNITS),
    },
)
def test_standardized_targets_fit_in_every_unit(thing):
    fitted, wider, units = thing
    return {
        name: in_nats(nats_above_truth(fitted, *UNITS[name], wider), at_most=NEAR)
        for name in units
    }


@claim(
    "If h starts at log std(y) and the targets are not standardized, a small network with a log σ head ends at least"
    f" {FAR:g} nats per point worse than the truth, whether y is multiplied by {LARGE:,} or 1/{LARGE:,}, or shifted by"
    f" {LARGE:,} (one seed, descriptive).",
    page="practice/choosing.md",
    of=started_at_log_std,
    controls={"standardized targets": standardized},
)
def test_a_started_bias_does_not_replace_standardizing(fitted):
    return {
        name: in_nats(nats_above_truth(fitted, *UNITS[name]), at_least=FAR)
        for name in OTHER_UNITS
    }
