"""Claims of practice/choosing.md on the steps that a training takes."""

import functools
import math

import numpy as np
import tensorflow as tf
from scipy.signal import lfilter

from evidence.claims import claim
from evidence.measurements import bound
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
AT_MOST = 300_000
TINY = 1e-300  # Adam's epsilon, against a division by zero


def all_heads(raw):
    """log σ, where raw outputs (heads, targets) belong to HEADS."""
    rows = zip(HEADS.values(), tf.unstack(raw), strict=True)
    return tf.stack([log_std_of(row) for log_std_of, row in rows])


@functools.cache
def steps_from_zero():
    """How many steps of Adam each of TARGETS takes, or AT_MOST: {h ↦ log σ: steps}.

    The loss is log σ + target²/(2σ²), minus the log-likelihood of Normal values with a known mean, less a constant. One
    program takes all steps.
    """
    raw = tf.Variable(np.zeros((len(HEADS), len(TARGETS))))
    steps = tf.Variable(tf.zeros_like(raw, tf.int64))
    optimizer = tf.keras.optimizers.Adam(RATE, epsilon=TINY)
    optimizer.build([raw])

    def on_the_way(number):
        return (number < AT_MOST) & tf.reduce_any(steps == number)

    def step(number):
        with tf.GradientTape() as tape:
            log_std = all_heads(raw)
            loss = log_std + 0.5 * TARGETS**2 * tf.exp(-2 * log_std)
        far = tf.abs(tf.exp(log_std) / TARGETS - 1) > WITHIN
        steps.assign_add(tf.cast(far & (steps == number), tf.int64))
        optimizer.apply([tape.gradient(loss, raw)], [raw])
        return [number + 1]

    @tf.function(jit_compile=True, autograph=False)
    def take_steps():
        tf.while_loop(on_the_way, step, [tf.constant(0, tf.int64)])

    take_steps()
    return dict(zip(HEADS.values(), steps.numpy(), strict=True))


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
FIRST_DECAY, SECOND_DECAY = 0.9, 0.999  # of Adam, as every framework has them


def averages(gradients, decay):
    """Adam's average after each gradient, with its correction for the start."""
    numbers = np.arange(1, len(gradients) + 1)
    return lfilter([1 - decay], [1, -decay], gradients) / (1 - decay**numbers)


def moved_by_adam(slope, outlier):
    """How far an outlier moves h, in units of the rate, if d log σ/dh is `slope`.

    In its own step, and in that and the 100 next ones together, which Adam's averages still cause.
    """
    values = np.random.default_rng(0).normal(size=BEFORE)
    residuals = np.array([*values, outlier, *np.ones(100)])  # 1 has no gradient
    gradients = slope * (1 - residuals**2)
    steps = -averages(gradients, FIRST_DECAY)[BEFORE:]
    steps /= np.sqrt(averages(gradients**2, SECOND_DECAY)[BEFORE:])
    return steps[0], math.fsum(steps)


def straight(slope, outlier):
    """SGD's step in units of its rate, in place of Adam's, and no memory of it."""
    return slope * (outlier**2 - 1), slope * (outlier**2 - 1)


@claim(
    f"With Adam, one outlier moves a directly trained h by at most {ROOT:g} times the rate in its own"
    f" step, and by at most {IN_ALL:g} times the rate in total, under each of the {len(HEADS)} parameterizations without a clamp. The outlier lies"
    f" {OUTLIERS[0]}, {OUTLIERS[1]} or {OUTLIERS[2]:,} standard deviations off, after {BEFORE:,} ordinary values at σ = 1.",
    of=moved_by_adam,
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
