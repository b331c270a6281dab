"""Claims of practice/choosing.md on the steps that a training takes."""

import functools
import math

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound
from lab.studies.steps_to_sigma import moved_by_outlier, steps_to
from snippets.choosing import LOG_STD, slope
from snippets.soft_clamp import soft_clamp

claim = functools.partial(claim, page="practice/choosing.md")
PARTS = 10_000  # one part in so many
CLAMPED_BELOW = 10  # −h; of the clamp by softplus in snippets/choosing.py


# How many steps to a σ that is not 1

HEADS = (
    "log_variance",
    "log_std",
    "softplus_std",
    "shifted_softplus_std",
    "squareplus_std",
)
SHORT = {name: LOG_STD[name] for name in HEADS}
RATE, WITHIN = 0.01, 0.1
FEW, MANY = 2_000, 50_000  # to a small σ
FEWER, MORE = 50_000, 80_000  # to a large one
ALL_ALIKE = {
    "squareplus for all": dict.fromkeys(HEADS, LOG_STD["squareplus_std"]),
    "log σ for all": dict.fromkeys(HEADS, LOG_STD["log_std"]),
}


TARGETS = 10.0 ** np.arange(-3, 3.5, 0.5)


@functools.cache
def steps_from_zero(log_std_of):
    """How many steps each of TARGETS takes."""
    return steps_to(log_std_of, TARGETS, np.zeros(len(TARGETS)), RATE, WITHIN)


@claim(
    f"Adam with a rate of {RATE:g} needs at most {FEW:,} steps from $h = 0$ to within {WITHIN:.0%} of"
    r" $\sigma = 10^{-3}$, on the exact Normal likelihood, under log σ², log σ, softplus and shifted softplus; under"
    f" squareplus it needs at least {MANY:,}.",
    of=SHORT,
    controls=ALL_ALIKE,
)
def test_steps_to_small_sigma(read):
    steps = {name: steps_from_zero(log_std_of) for name, log_std_of in read.items()}
    *others, last = HEADS
    parts = {name: bound(steps[name][0], at_most=FEW, unit="steps") for name in others}
    slowest = bound(
        steps[last][0],
        at_least=MANY,
        unit="steps",
        series={"target": TARGETS, **steps},
    )
    return parts | {last: slowest}


@claim(
    r"To $\sigma = 10^3$ the same Adam needs at most"
    f" {FEWER:,} steps under log σ² and log σ, and at least {MORE:,} under softplus, shifted softplus and squareplus.",
    of=SHORT,
    controls=ALL_ALIKE,
)
def test_steps_to_large_sigma(read):
    limits = {name: {"at_least": MORE} for name in HEADS}
    limits |= {name: {"at_most": FEWER} for name in ("log_variance", "log_std")}
    return {
        name: bound(steps_from_zero(read[name])[-1], **limits[name], unit="steps")
        for name in HEADS
    }


def raw_of(log_std_of, log_sigma):
    """The h with that log σ, float64, by halving; all nine but log 1/σ² rise with h."""
    low, high = -1e4, 1e4
    for _ in range(100):
        middle = (low + high) / 2
        below = log_std_of(tf.constant(middle, tf.float64)) < log_sigma
        low, high = (middle, high) if below else (low, middle)
    return low


SCALES = 10.0 ** np.arange(-3, 4)
SPARE = 1  # step, for rounding


@claim(
    "Start h at log std(y) and let the σ that is left be a fifth of it: the number of Adam's steps is then the same"
    r" for y in every scale from $10^{-3}$ to $10^3$, give or take "
    f"{SPARE} step, under log σ and under log σ².",
    of={name: LOG_STD[name] for name in ("log_std", "log_variance")},
    controls={
        "softplus": dict.fromkeys(("log_std", "log_variance"), LOG_STD["softplus_std"]),
        "squareplus": dict.fromkeys(
            ("log_std", "log_variance"), LOG_STD["squareplus_std"]
        ),
    },
)
def test_started_at_its_scale_log_sigma_forgets_it(read):
    parts = {}
    for name, log_std_of in read.items():
        starts = [raw_of(log_std_of, math.log(scale)) for scale in SCALES]
        steps = steps_to(log_std_of, SCALES / 5, starts, RATE, WITHIN, at_most=20_000)
        parts[f"spread, {name}"] = bound(np.ptp(steps), at_most=SPARE, unit="steps")
    return parts


# One outlier

SGD_RATE, OUTLIER, FOLD = 0.1, 100, 100
BEFORE = 10_000
ROOT, IN_ALL = (
    3.2,
    33,
)  # (1 − 0.9)/√(1 − 0.999) = √10, ten times that in all; and a little for the values before


def plain_step(log_std_of, raw, square):
    """h after one step of SGD on the Normal likelihood of a residual with that square; float32."""
    raw = tf.Variable(raw, dtype=tf.float32)
    with tf.GradientTape() as tape:
        log_sigma = log_std_of(raw)
        loss = log_sigma + 0.5 * square * tf.exp(-2 * log_sigma)
    tf.keras.optimizers.SGD(SGD_RATE).apply([tape.gradient(loss, raw)], [raw])
    return raw


def clipped_step(log_std_of, raw, square):
    return plain_step(log_std_of, raw, min(square, 4.0))


@claim(
    f"In one step of SGD with a rate of {SGD_RATE:g} from σ = 1, one value that lies {OUTLIER} standard deviations off"
    r" moves h by $\alpha\, g\,(r^2-1)$, to within"
    f" one part in {PARTS:,}, and takes σ up at least {FOLD}-fold: under log σ², log σ, both softplus and squareplus.",
    of=plain_step,
    controls={
        "residuals clipped to two σ": clipped_step,
        "the outlier's size in place of its square": lambda read, raw, square: (
            plain_step(read, raw, math.sqrt(square))
        ),
    },
)
def test_one_outlier_under_sgd(step):
    parts = {}
    for name, log_std_of in SHORT.items():
        start = raw_of(log_std_of, 0.0)
        raw = step(log_std_of, start, float(OUTLIER**2))
        moved = SGD_RATE * slope(log_std_of, start) * (OUTLIER**2 - 1)
        parts[f"h moved, {name}"] = bound(
            float(raw) - start,
            at_least=moved * (1 - 1 / PARTS),
            at_most=moved * (1 + 1 / PARTS),
        )
        parts[f"σ, {name}"] = bound(tf.exp(log_std_of(raw)), at_least=FOLD)
    return parts


@claim(
    f"One step of SGD with a rate of {SGD_RATE:g} from σ = 1, on one value {OUTLIER} standard deviations off, leaves σ below {FOLD}"
    f" under log σ² clamped by softplus from −{CLAMPED_BELOW} to $\\tfrac12$, and under log σ clamped by tanh to $(-3, 3)$.",
    of={
        "tanh": lambda h: soft_clamp(h, -3, 3),
        "softplus": LOG_STD["softplus_clamped_log_variance"],
    },
    controls={
        "no clamp": dict.fromkeys(("tanh", "softplus"), LOG_STD["log_std"]),
        "shifted softplus": dict.fromkeys(
            ("tanh", "softplus"), LOG_STD["shifted_softplus_std"]
        ),
    },
)
def test_one_outlier_under_a_clamp(read):
    return {
        name: bound(
            tf.exp(log_std_of(plain_step(log_std_of, 0.0, float(OUTLIER**2)))),
            at_most=FOLD,
        )
        for name, log_std_of in read.items()
    }


OUTLIERS = (10, 100, 1000)


def straight(slope, outlier):
    """SGD's step in units of its rate, in place of Adam's, and no memory of it."""
    return slope * (outlier**2 - 1), slope * (outlier**2 - 1)


@claim(
    f"Adam, after {BEFORE:,} ordinary values, moves h by at most {ROOT:g} of its rates in the step at one value that lies"
    f" {OUTLIERS[0]}, {OUTLIERS[1]} or {OUTLIERS[2]:,} standard deviations off, and by at most {IN_ALL:g} in all that"
    " follows from it, under each of the five.",
    of=functools.partial(moved_by_outlier, before=BEFORE),
    controls={
        "SGD": straight,
        "no second average": lambda slope, r: (0.1 * r**2, r**2),
    },
)
def test_one_outlier_under_adam(moved):
    slopes = [slope(read, raw_of(read, 0.0)) for read in SHORT.values()]
    parts = {}
    for outlier in OUTLIERS:
        at_it, in_all = zip(*(moved(each, outlier) for each in slopes), strict=True)
        facts = {"unit": "rates", "n": BEFORE, "seeds": [0]}
        parts[f"at {outlier}"] = bound(max(at_it), at_most=ROOT, **facts)
        parts[f"in all, {outlier}"] = bound(max(in_all), at_most=IN_ALL, **facts)
    return parts
