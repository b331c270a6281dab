"""Seven ways to read a raw output h as log σ, and what each does."""

import math

import numpy as np
import tensorflow as tf

from snippets.raw_for_std import raw_for_std
from snippets.soft_clamp import soft_clamp, softplus_clamp
from snippets.softplus import log_softplus

SHIFT = raw_for_std(1.0)  # ln(e − 1): softplus of it is 1

LOG_STD = {  # h ↦ log σ of float tensors; finite, with its gradient, for every finite h
    "log_variance": lambda raw: 0.5 * raw,
    "log_std": lambda raw: raw,
    "softplus_std": log_softplus,
    "shifted_softplus_std": lambda raw: log_softplus(raw + SHIFT),
    "squareplus_std": lambda raw: tf.math.asinh(raw / 2),
    "tanh_clamped_log_std": lambda raw: soft_clamp(raw, -5, 5),
    "softplus_clamped_log_variance": lambda raw: 0.5 * softplus_clamp(raw, -10, 0.5),
}


def slope(log_std_of, h, dtype=tf.float32):
    """d log σ/dh of the function h ↦ log σ at the number h: a float.

    >>> [round(slope(LOG_STD["softplus_std"], h), 4) for h in (-10, 0, 10)]
    [1.0, 0.7213, 0.1]
    """
    raw = tf.constant(h, dtype)
    with tf.GradientTape() as tape:
        tape.watch(raw)
        value = log_std_of(raw)
    return float(tape.gradient(value, raw))


def farthest(holds, end, dtype):
    """The last h of `dtype` on the way from 0 to the float `end` with holds(h) true.

    Of the numbers of `dtype` between yes and no it tries the middle one until none is
    left, so `holds` must be true at 0 and may change once.
    """
    as_float, as_integer = dtype.as_numpy_dtype, f"int{8 * dtype.size}"

    def number(bits):
        """Floats of one sign have the order of their bits, read as an integer."""
        size = float(np.array(bits, as_integer).view(as_float))
        return tf.constant(math.copysign(size, end), dtype)

    yes, no = 0, int(np.array(abs(end), as_float).view(as_integer))
    if holds(number(no)):
        return float(number(no))
    while no - yes > 1:
        middle = (yes + no) // 2
        yes, no = (middle, no) if holds(number(middle)) else (yes, middle)
    return float(number(yes))


def usable_range(log_std_of, dtype):
    """The least and the greatest h whose σ, σ² and 1/σ² are finite and not 0.

    `log_std_of` is the function h ↦ log σ, and `dtype` is a floating tf.DType.

    >>> usable_range(LOG_STD["log_std"], tf.float16)
    (-5.54296875, 5.54296875)
    """

    def holds(raw):
        log_std = log_std_of(raw)
        scales = tf.exp(tf.stack([log_std, 2 * log_std, -2 * log_std]))
        return tf.reduce_all(tf.math.is_finite(scales) & (scales > 0))

    return tuple(farthest(holds, float(end), dtype) for end in (dtype.min, dtype.max))
