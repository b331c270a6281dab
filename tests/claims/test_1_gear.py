"""Reason 1: one step on the KL in numbers, for a log σ² head and for a log σ head."""

import math

import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound
from snippets.two_heads import change_in_log_std, kl_to_standard_normal

LOG_STD, RATE = -1.0, 0.01  # log σ before the step, and the learning rate
HEADS = {"log σ²": 0.5, "log σ": 1.0}  # log σ as a multiple of h
OPTIMIZERS = {"SGD": tf.keras.optimizers.SGD, "Adam": tf.keras.optimizers.Adam}
PARTS = 1_000  # one part in so many


def slope_of_h(kl, factor):
    """The derivative of the KL with respect to h at μ = 0."""
    h = tf.Variable(LOG_STD / factor)
    with tf.GradientTape() as tape:
        value = kl(0.0, factor * h)
    return float(tape.gradient(value, h))


def without_half(mean, log_std):
    return 2 * kl_to_standard_normal(mean, log_std)


@claim(
    "If h itself is learned, the first step of SGD moves log σ by rate × k² × |∂KL/∂log σ|, and that of Adam by rate × k, where k"
    f" is 1 for a log σ head and ½ for a log σ² head. Tried from μ = 0 and log σ = −{-LOG_STD:g} with rate {RATE:g}, to within one part in {PARTS:,}.",
    page="reasons/1-no-real-difference.md",
    of=(kl_to_standard_normal, HEADS),
    controls={
        "the ½ of the KL missing": (without_half, HEADS),
        "the two heads exchanged": (
            kl_to_standard_normal,
            dict(zip(HEADS, reversed(HEADS.values()), strict=True)),
        ),
    },
)
def test_one_step_in_numbers(thing):
    kl, heads = thing
    slope = math.exp(2 * LOG_STD) - 1  # ∂KL/∂log σ
    expected = {"KL": slope / 2 - LOG_STD}
    found = {"KL": float(kl(0.0, LOG_STD))}
    for name, factor in HEADS.items():
        expected[f"∂KL/∂h, {name}"] = factor * slope
        expected[f"SGD, {name}"] = -RATE * factor**2 * slope
        expected[f"Adam, {name}"] = RATE * factor
    for name, factor in heads.items():
        found[f"∂KL/∂h, {name}"] = slope_of_h(kl, factor)
        for optimizer, make in OPTIMIZERS.items():
            moved = change_in_log_std(make(RATE), factor, LOG_STD)
            found[f"{optimizer}, {name}"] = moved
    parts = {}
    for what, value in expected.items():
        slack = abs(value) / PARTS
        parts[what] = bound(found[what], value - slack, value + slack)
    return parts
