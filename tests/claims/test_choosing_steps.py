"""Claims of practice/choosing.md on the steps that a training takes."""

import functools

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound
from lab.studies.steps_to_sigma import moved_by_outlier, steps_to
from snippets.choosing import LOG_STD, SHIFT, slope

claim = functools.partial(claim, page="practice/choosing.md")


# How many steps to a σ that is not 1

HEADS = {name: read for name, read in LOG_STD.items() if "clamped" not in name}
RATE, WITHIN = 0.01, 0.1
FEW, MANY = 2_000, 50_000  # to a small σ
FEWER, MORE = 50_000, 80_000  # to a large one
ALL_ALIKE = {
    "squareplus for all": dict.fromkeys(HEADS, LOG_STD["squareplus_std"]),
    "log σ for all": dict.fromkeys(HEADS, LOG_STD["log_std"]),
}


TARGETS = 10.0 ** np.arange(-3, 3.5, 0.5)


def all_heads(raw):
    """log σ, where raw outputs (heads, targets) belong to HEADS."""
    rows = zip(HEADS.values(), tf.unstack(raw), strict=True)
    return tf.stack([log_std_of(row) for log_std_of, row in rows])


@functools.cache
def steps_from_zero():
    """How many steps each of TARGETS takes: {h ↦ log σ: steps}. One program takes them all, because compiling is slow."""
    targets = np.tile(TARGETS, (len(HEADS), 1))
    steps = steps_to(all_heads, targets, np.zeros_like(targets), RATE, WITHIN)
    return dict(zip(HEADS.values(), steps, strict=True))


@claim(
    r"To $\sigma = 10^{-3}$ Adam needs"
    f" at most {FEW:,} steps under log σ², log σ, softplus and shifted softplus, and at least {MANY:,} under squareplus"
    f" (from $h = 0$ to within {100 * WITHIN:g} %, with a rate of {RATE:g}, on the exact Normal likelihood).",
    of=HEADS,
    controls=ALL_ALIKE,
)
def test_steps_to_small_sigma(read):
    steps = {name: steps_from_zero()[read[name]] for name in HEADS}
    limits = {name: {"at_most": FEW} for name in HEADS}
    limits["squareplus_std"] = {"at_least": MANY}
    about = {"unit": "steps", "series": {"target": TARGETS, **steps}}
    return {name: bound(steps[name][0], **limits[name], **about) for name in HEADS}


@claim(
    r"To $\sigma = 10^3$ Adam needs"
    f" at most {FEWER:,} steps under log σ² and log σ, and at least {MORE:,} under softplus, shifted softplus and squareplus"
    f" (from $h = 0$ to within {100 * WITHIN:g} %, with a rate of {RATE:g}, on the exact Normal likelihood).",
    of=HEADS,
    controls=ALL_ALIKE,
)
def test_steps_to_large_sigma(read):
    limits = {name: {"at_least": MORE} for name in HEADS}
    limits["log_variance"] = limits["log_std"] = {"at_most": FEWER}
    return {
        name: bound(steps_from_zero()[read[name]][-1], **limits[name], unit="steps")
        for name in HEADS
    }


# One outlier

BEFORE = 10_000
# (1 − 0.9)/√(1 − 0.999) = √10, ten times that in all, and a little for the values before
ROOT, IN_ALL = 3.2, 33
OUTLIERS = (10, 100, 1000)
AT_ONE = {**dict.fromkeys(HEADS, 0.0), "softplus_std": SHIFT}  # the h of σ = 1


def straight(slope, outlier):
    """SGD's step in units of its rate, in place of Adam's, and no memory of it."""
    return slope * (outlier**2 - 1), slope * (outlier**2 - 1)


@claim(
    f"With Adam, one outlier moves a directly trained h by at most {ROOT:g} times the rate in its own"
    f" step, and by at most {IN_ALL:g} times the rate in total, under each of the {len(HEADS)} parameterizations without a clamp. The outlier lies"
    f" {OUTLIERS[0]}, {OUTLIERS[1]} or {OUTLIERS[2]:,} standard deviations off, after {BEFORE:,} ordinary values at σ = 1.",
    of=functools.partial(moved_by_outlier, before=BEFORE),
    controls={
        "SGD": straight,
        "no second average": lambda slope, r: (0.1 * r**2, r**2),
    },
)
def test_one_outlier_under_adam(moved):
    slopes = [slope(read, AT_ONE[name]) for name, read in HEADS.items()]
    parts = {}
    for outlier in OUTLIERS:
        at_it, in_all = zip(*(moved(each, outlier) for each in slopes), strict=True)
        facts = {"unit": "rates", "n": BEFORE, "seeds": [0]}
        parts[f"at {outlier}"] = bound(max(at_it), at_most=ROOT, **facts)
        parts[f"in all, {outlier}"] = bound(max(in_all), at_most=IN_ALL, **facts)
    return parts
