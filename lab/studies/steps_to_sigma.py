"""How many steps of Adam a raw output needs to bring σ to a target, and what one outlier does to it.

The loss is the exact Normal likelihood of values whose mean is known: log σ + r²/(2σ²), where r² is a residual's
square, or its mean over a law. Everything is float64.
"""

import functools
import math

import numpy as np
import tensorflow as tf
from scipy.signal import lfilter

FIRST_DECAY, SECOND_DECAY = 0.9, 0.999  # of Adam, as every framework has them
TINY = 1e-300  # in place of Adam's epsilon, against a division by zero


def gradient(log_std_of, raw, square):
    """d/dh of log σ + square/(2σ²), elementwise."""
    with tf.GradientTape() as tape:
        tape.watch(raw)
        log_std = log_std_of(raw)
        loss = log_std + 0.5 * square * tf.exp(-2 * log_std)
    return tape.gradient(loss, raw)


def adam_step(gradient, first, second, number):
    """The step in units of the rate, and Adam's two averages after it. `number` counts from 1."""
    first = FIRST_DECAY * first + (1 - FIRST_DECAY) * gradient
    second = SECOND_DECAY * second + (1 - SECOND_DECAY) * gradient**2
    count = tf.cast(number, first.dtype)
    mean, square = first / (1 - FIRST_DECAY**count), second / (1 - SECOND_DECAY**count)
    return -mean / (tf.sqrt(square) + TINY), first, second


@functools.cache
def compiled(log_std_of):
    """`steps_to` for one parameterization. All numbers are inputs, so it is compiled once for each length."""

    @tf.function(jit_compile=True, autograph=False)
    def run(targets, start, rate, within, at_most):
        def step(number, raw, first, second, steps):
            far = tf.abs(tf.exp(log_std_of(raw)) / targets - 1) > within
            change, first, second = adam_step(
                gradient(log_std_of, raw, targets**2), first, second, number
            )
            steps += tf.cast(far & (steps == number - 1), tf.int64)
            return number + 1, raw + rate * change, first, second, steps

        def going(number, raw, first, second, steps):
            return (number <= at_most) & tf.reduce_any(steps == number - 1)

        zeros, count = tf.zeros_like(start), tf.zeros_like(start, tf.int64)
        state = tf.constant(1, tf.int64), start, zeros, zeros, count
        return tf.while_loop(going, step, state)[-1]

    return run


def steps_to(log_std_of, targets, start, rate=0.01, within=0.1, at_most=300_000):
    """Steps until σ is first within a fraction `within` of each target, int64; `at_most` if it never is.

    `log_std_of` is the function h ↦ log σ. `targets` are the true σ and `start` the first h, float64 of one shape.
    """
    numbers = [tf.constant(x, tf.float64) for x in (targets, start, rate, within)]
    return compiled(log_std_of)(*numbers, tf.constant(at_most, tf.int64)).numpy()


def averages(gradients, decay):
    """Adam's average after each gradient, with its correction for the start."""
    numbers = np.arange(1, len(gradients) + 1)
    return lfilter([1 - decay], [1, -decay], gradients) / (1 - decay**numbers)


def moved_by_outlier(slope, outlier, before=10_000, after=100, seed=0):
    """How far Adam moves h, in units of its rate, when one value is `outlier` standard deviations off.

    Before that σ was right, d log σ/dh was `slope`, and Adam had seen `before` values drawn from N(0, 1). Returns the
    step at the outlier, and the sum of it and the `after` next steps, which Adam's averages still cause.
    """
    values = np.random.default_rng(seed).normal(size=before)
    residuals = np.array([*values, outlier, *np.ones(after)])  # 1 has no gradient
    gradients = slope * (1 - residuals**2)
    steps = -averages(gradients, FIRST_DECAY)[before:]
    steps /= np.sqrt(averages(gradients**2, SECOND_DECAY)[before:])
    return steps[0], math.fsum(steps)
