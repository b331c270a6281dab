"""A hundredth of the targets are outliers: what a Normal and a Student-t likelihood make of σ."""

import functools

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound
from snippets.regression import student_t_nll
from snippets.soft_clamp import soft_clamp
from snippets.softplus import log_softplus

PAGE = "practice/choosing.md"
VALUES, OUTLIERS, OFF, SEED = 1_000, 10, 100, 0  # OFF in standard deviations
STEPS, RATE, CLIP, DEGREES = 20_000, 0.01, 1.0, 4
LOW, HIGH = 9, 11  # σ of a Normal fit
CLOSE = 1.5  # factor between a scale and the σ of the other values


def normal_nll(y, mean, log_std):
    return 0.5 * ((y - mean) * tf.exp(-log_std)) ** 2 + log_std


@functools.cache
def adam(loss, log_std_of=tf.identity, clip=np.inf, outliers=OUTLIERS):
    """σ, after Adam on the mean loss of values of N(0, 1) with outliers; the mean is known."""
    y = np.random.default_rng(SEED).normal(size=VALUES)
    y[:outliers] = OFF * np.resize([1, -1], outliers)
    y = tf.constant(y, tf.float32)

    @tf.function(jit_compile=True)
    def trained():
        h = first = second = tf.constant(0.0)
        for step in tf.range(1, STEPS + 1):
            with tf.GradientTape() as tape:
                tape.watch(h)
                log_std = tf.fill(y.shape, log_std_of(h))
                total = tf.reduce_mean(loss(y, tf.zeros_like(y), log_std))
            gradient = tf.clip_by_value(tape.gradient(total, h), -clip, clip)
            first = 0.9 * first + 0.1 * gradient
            second = 0.999 * second + 0.001 * gradient**2
            number = tf.cast(step, tf.float32)
            mean, square = first / (1 - 0.9**number), second / (1 - 0.999**number)
            h -= RATE * mean / (tf.sqrt(square) + 1e-7)
        return tf.exp(log_std_of(h))

    return float(trained())


NORMAL = {
    "log σ": functools.partial(adam, normal_nll),
    "softplus": functools.partial(adam, normal_nll, log_softplus),
    "soft clamp": functools.partial(
        adam, normal_nll, lambda h: soft_clamp(h, -3.0, 3.0)
    ),
    "clipped gradients": functools.partial(adam, normal_nll, clip=CLIP),
}
STUDENT_T = functools.partial(student_t_nll, degrees=DEGREES)


@claim(
    f"A Normal likelihood widens σ to cover outliers. If {OUTLIERS} of {VALUES:,} values are {OFF} standard deviations off, Adam ends"
    f" at {LOW} to {HIGH} times the σ of the others, with log σ, softplus, log σ clamped softly to $(-3, 3)$, and clipped"
    " gradients.",
    page=PAGE,
    of=NORMAL,
    controls={
        "a Student-t likelihood": dict.fromkeys(
            NORMAL, functools.partial(adam, STUDENT_T)
        ),
        "no outliers": dict.fromkeys(
            NORMAL, functools.partial(adam, normal_nll, outliers=0)
        ),
    },
)
def test_outliers_widen_every_normal_fit(fits):
    return {
        name: bound(fit(), LOW, HIGH, n=VALUES, seeds=[SEED])
        for name, fit in fits.items()
    }


@claim(
    "A Student-t likelihood does not widen its scale to cover a few outliers. Fitted by Adam to"
    f" {VALUES:,} values of which {OUTLIERS} are {OFF} standard deviations off, its scale ends within a factor of {CLOSE:g} of the σ of"
    f" the others ({DEGREES} degrees of freedom).",
    page=PAGE,
    of=STUDENT_T,
    controls={
        "a Normal likelihood": normal_nll,
        "a Student-t with a million degrees of freedom": functools.partial(
            student_t_nll, degrees=1e6
        ),
    },
)
def test_student_t_ignores_outliers(loss):
    scale = adam(loss)
    return bound(scale, 1 / CLOSE, CLOSE, n=VALUES, seeds=[SEED])
