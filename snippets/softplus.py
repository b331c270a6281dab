"""σ = softplus(h): its logarithm for every h."""

# --8<-- [start:softplus]
import math

import ml_dtypes  # comes with TensorFlow
import tensorflow as tf


def check_floating(raw):
    """`raw` as a tensor. Raises TypeError unless its dtype is a floating one."""
    raw = tf.convert_to_tensor(raw)
    if not raw.dtype.is_floating:
        raise TypeError(f"raw is {raw.dtype.name}; expected a floating dtype")
    return raw


def log_softplus(raw):
    """log σ for σ = softplus(h) = log(1 + exp(h)); same shape and dtype as `raw`.

    Far below zero softplus underflows: its log is −∞ there, and the gradient NaN or
    infinite. But log softplus(h) = h − exp(h)/2 + …, so if exp(h) is below the
    machine epsilon it is h, to within rounding. A NaN in `raw` stays NaN. Raises
    TypeError unless `raw` is floating.

    >>> raw = tf.constant([-200.0, -2.0, 0.0, 3.0])
    >>> log_softplus(raw).numpy().round(3)
    array([-200.   ,   -2.064,   -0.367,    1.115], dtype=float32)
    >>> tf.math.log(tf.math.softplus(raw)).numpy().round(3)  # the same, but for −200
    array([  -inf, -2.064, -0.367,  1.115], dtype=float32)
    """
    raw = check_floating(raw)
    epsilon = float(ml_dtypes.finfo(raw.dtype.as_numpy_dtype).eps)
    far = raw < math.log(epsilon)
    near = tf.where(far, tf.zeros_like(raw), raw)  # keeps NaN out of the gradient
    return tf.where(far, raw, tf.math.log(tf.math.softplus(near)))


# --8<-- [end:softplus]
