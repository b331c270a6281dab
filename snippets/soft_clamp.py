"""Clamps that keep a gradient outside, and the ranges that float formats survive."""

# --8<-- [start:soft-clamp]
import math

import tensorflow as tf

SAFE_LOG_VARIANCE = {  # where σ², 1/σ² and (σ ε)² at |ε| = 6 are normal numbers
    "float32": (-80.0, 80.0),
    "bfloat16": (-80.0, 80.0),
    "float16": (-9.0, 7.0),
}


def check_clamp(raw, low, high):
    """`raw` as a tensor. Raises TypeError or ValueError as `soft_clamp` does."""
    raw = tf.convert_to_tensor(raw)
    if not raw.dtype.is_floating:
        raise TypeError(f"raw is {raw.dtype.name}; expected a floating dtype")
    if not -math.inf < low < high < math.inf:
        raise ValueError(f"low, high are {low}, {high}; expected finite, low < high")
    return raw


def soft_clamp(raw, low, high):
    """`raw`, bent smoothly into the range from `low` to `high`; same shape and dtype.

    With the middle m and w, half the width, it is m + w tanh((raw − m)/w). Its slope is
    1 in the middle and falls to both sides. NVAE bends log σ into (−5, 5) like this.
    Raises TypeError if `raw` is not floating, and ValueError unless `low` < `high` are
    finite.

    >>> raw = tf.constant([-100.0, -5.0, 0.0, 10.0, 100.0])
    >>> soft_clamp(raw, -30, 20).numpy().round(2)
    array([-29.97,  -5.  ,  -0.07,   8.43,  19.99], dtype=float32)
    """
    raw = check_clamp(raw, low, high)
    middle, half = (low + high) / 2, (high - low) / 2
    return middle + half * tf.tanh((raw - middle) / half)


def softplus_clamp(raw, low, high):
    """`raw` bent at `low` and `high`. Between them, far from both, its slope is near 1.

    Same shape and dtype. PETS clamps log σ² like this (Chua et al. 2018), from −10 to ½
    at first. With these ends the slope at 0 is 0.62. The floor comes last and lifts the
    ceiling by log(1 + exp(low − high)). Raises TypeError and ValueError as `soft_clamp`
    does.

    >>> softplus_clamp(tf.constant([-20.0, -5.0, 20.0]), -10, 0.5).numpy().round(2)
    array([-10. ,  -5. ,   0.5], dtype=float32)
    """
    raw = check_clamp(raw, low, high)
    below = high - tf.math.softplus(high - raw)
    return low + tf.math.softplus(below - low)


# --8<-- [end:soft-clamp]
