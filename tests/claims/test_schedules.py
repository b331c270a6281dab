"""A schedule that names learning rates needs the head's factor too."""

import functools

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import exact
from snippets.learning_rates import POWER

STEPS, START, RATE, LAST_RATE = 10, -1.0, 1e-2, 5e-3
KINDS = {"adam": tf.keras.optimizers.Adam, "sgd": tf.keras.optimizers.SGD}
SCALE = 0.5  # from log σ² to log σ


@functools.cache
def log_std_after(name, factor, rate, last_rate, epsilon):
    """log σ = factor · h after each step on a KL, float32 (STEPS,), under a rate that falls in a line."""
    schedule = tf.keras.optimizers.schedules.PolynomialDecay(rate, STEPS, last_rate)
    settings = {"epsilon": epsilon} if name == "adam" else {}
    optimizer, h = KINDS[name](schedule, **settings), tf.Variable(START / factor)
    found = []
    for _ in range(STEPS):
        with tf.GradientTape() as tape:
            kl = 0.5 * tf.math.expm1(2 * factor * h) - factor * h
        optimizer.apply([tape.gradient(kl, h)], [h])
        found.append(factor * h.numpy())
    return np.array(found, np.float32)


@claim(
    "Train one number on a KL, as log σ² and as log σ. If for log σ the schedule's first and last rate are multiplied by the factor of the"
    f" learning rate, both runs have the same σ, bit for bit, after each of {STEPS} steps (float32, Adam and SGD).",
    page="practice/learning-rates.md",
    of="both",
    controls={
        "the last rate unchanged": "first",
        "the first rate unchanged": "last",
    },
)
def test_rates_of_a_schedule_move_too(moved):
    parts = {}
    for name in KINDS:
        factor = SCALE ** POWER[name]
        first = factor if moved in ("both", "first") else 1
        last = factor if moved in ("both", "last") else 1
        by_variance = log_std_after(name, SCALE, RATE, LAST_RATE, 1e-7)
        by_std = log_std_after(name, 1.0, first * RATE, last * LAST_RATE, 1e-7 / SCALE)
        parts[name] = exact(by_std, by_variance)
    return parts
