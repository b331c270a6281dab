"""Seven ways to read a raw output h as log σ, and what each does."""

from dataclasses import dataclass

import tensorflow as tf

from snippets.soft_clamp import soft_clamp, softplus_clamp
from snippets.softplus import check_floating, log_softplus, raw_for_std

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


def log_std(raw, parameterization="log_variance"):
    """log σ that a raw network output h stands for; same shape and dtype as `raw`.

    NaN stays NaN. Raises ValueError for an unknown parameterization, TypeError unless
    `raw` has a floating dtype.

    >>> raw = tf.constant([-300.0, 0.0, 300.0])
    >>> for name in ("log_variance", "softplus_std", "squareplus_std"):
    ...     print(f"{name:14}", log_std(raw, name).numpy().round(2))
    log_variance   [-150.    0.  150.]
    softplus_std   [-300.     -0.37    5.7 ]
    squareplus_std [-5.7  0.   5.7]
    """
    if parameterization not in LOG_STD:
        known = ", ".join(LOG_STD)
        raise ValueError(
            f"parameterization is {parameterization!r}; expected one of {known}"
        )
    return LOG_STD[parameterization](check_floating(raw))


@dataclass(frozen=True)
class Description:
    """σ at h = 0, d log σ/dh at h = −10, 0, 10, and where h may lie, by dtype."""

    std_at_zero: float
    slopes: tuple[float, float, float]
    ranges: dict[str, tuple[float, float]]


def slope(log_std_of, h, dtype=tf.float32):
    """d log σ/dh at the number h, by automatic differentiation: a float.

    `log_std_of` is the function h ↦ log σ. Raises ValueError unless h is finite in
    `dtype`.
    """
    raw = tf.constant(h, dtype)
    if not tf.math.is_finite(raw):
        raise ValueError(f"h is {h!r}; expected a finite {tf.as_dtype(dtype).name}")
    with tf.GradientTape() as tape:
        tape.watch(raw)
        value = log_std_of(raw)
    return float(tape.gradient(value, raw))


def is_usable(log_std):
    """Whether σ, σ² and 1/σ² are finite and positive, in the dtype of `log_std`."""
    scales = tf.exp(tf.stack([log_std, 2 * log_std, -2 * log_std]))
    return bool(tf.reduce_all(tf.math.is_finite(scales) & (scales > 0)))


def farthest(holds, end, dtype):
    """The last h of `dtype` on the way from 0 to the float `end` with holds(h) true.

    It halves until no number is left between yes and no, so `holds` must be true at 0
    and may change once.
    """
    if holds(tf.constant(end, dtype)):
        return end
    yes, no = 0.0, end
    while (middle := float(tf.constant(yes / 2 + no / 2, dtype))) not in (yes, no):
        yes, no = (middle, no) if holds(tf.constant(middle, dtype)) else (yes, middle)
    return yes


def usable_range(log_std_of, dtype):
    """The least and the greatest h whose σ, σ² and 1/σ² are usable in `dtype`.

    `log_std_of` is the function h ↦ log σ. Raises TypeError unless `dtype` is a
    floating one.

    >>> usable_range(LOG_STD["log_std"], tf.float16)
    (-5.54296875, 5.54296875)
    """
    dtype = tf.as_dtype(dtype)
    if not dtype.is_floating:
        raise TypeError(f"dtype is {dtype.name}; expected a floating one")

    def holds(raw):
        return is_usable(log_std_of(raw))

    ends = float(dtype.min), float(dtype.max)
    return tuple(farthest(holds, end, dtype) for end in ends)


def describe(parameterization):
    """The Description of a named parameterization, measured with TensorFlow here.

    Raises ValueError for an unknown name.

    >>> softplus = describe("softplus_std")
    >>> round(softplus.std_at_zero, 4), [round(slope, 4) for slope in softplus.slopes]
    (0.6931, [1.0, 0.7213, 0.1])
    >>> [round(h, 1) for h in softplus.ranges["float16"]]
    [-5.5, 255.9]
    """

    def log_std_of(raw):
        return log_std(raw, parameterization)

    return Description(
        std_at_zero=float(tf.exp(log_std_of(tf.constant(0.0)))),
        slopes=tuple(slope(log_std_of, h) for h in (-10.0, 0.0, 10.0)),
        ranges={
            dtype.name: usable_range(log_std_of, dtype)
            for dtype in (tf.float32, tf.bfloat16, tf.float16)
        },
    )
