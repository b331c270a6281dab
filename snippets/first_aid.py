"""Which fault a training's tensors show, before you read on."""

# --8<-- [start:first-aid]
import math

import numpy as np
import tensorflow as tf

POWER_IN_VARIANCE = {"log_variance": 1, "log_std": 2, "variance": 0}  # σ² = e^(power·h)


def exploding(losses):
    """Whether the last finite loss is far above the lowest one before it."""
    losses = [float(loss) for loss in losses if math.isfinite(loss)]
    return len(losses) > 1 and losses[-1] > min(losses) + 10 * (1 + abs(min(losses)))


def exponential_faults(raw, power):
    """Names of what happens to e^(±power·h) in the dtype of `raw`."""
    exponent = power * tf.cast(raw, tf.float64).numpy()
    limit = math.log(raw.dtype.max)
    faults = []
    if exponent.max() > limit:
        faults.append("large h")
    if exponent.min() < -limit:
        faults.append("small h")
    in_float32 = np.abs(exponent).max() < 87
    if faults and raw.dtype == tf.float16 and in_float32:
        return ["half precision"]
    return faults


def first_aid(raw, decoded, losses=(), read_as="log_variance"):
    """Names of the faults that these tensors show; an empty list if none.

    `raw` is the head's output h before any clamp, `decoded` what the cross-entropy is
    given; both are float tensors of any shape. `losses` are those of the steps so far,
    in order. `read_as` is what h is read as: log_variance, log_std or variance. The
    names are those of the tree's leaves. Raises ValueError for another `read_as` or an
    empty tensor, TypeError where a tensor is not floating.

    >>> h, logits = tf.constant([[0.3, -91.0]]), tf.constant([[-4.0, 7.0]])
    >>> first_aid(h, logits)
    ['small h']
    >>> first_aid(tf.nn.relu(h), tf.sigmoid(10 * logits))
    ['ReLU on the head', 'log of zero']
    """
    if read_as not in POWER_IN_VARIANCE:
        known = ", ".join(POWER_IN_VARIANCE)
        raise ValueError(f"read_as is {read_as!r}; expected one of {known}")
    for name, tensor in (("raw", raw), ("decoded", decoded)):
        if not tensor.dtype.is_floating:
            raise TypeError(f"{name} is {tensor.dtype.name}; expected a floating dtype")
        if not tf.size(tensor):
            raise ValueError(f"{name} has shape {tensor.shape}; expected some numbers")
    h, y = (tf.cast(tensor, tf.float64).numpy() for tensor in (raw, decoded))
    if not (np.isfinite(h).all() and np.isfinite(y).all()):
        return ["broken weights"]  # an earlier step did it: ask again with its tensors
    faults = ["learning rate"] if exploding(losses) else []
    faults += exponential_faults(raw, POWER_IN_VARIANCE[read_as])
    if read_as == "variance" and h.min() <= 0:
        faults.append("raw variance")
    elif h.min() == 0:
        faults.append("ReLU on the head")
    if y.min() >= 0 and y.max() <= 1 and np.isin(y, (0, 1)).any():
        faults.append("log of zero")
    half = tf.float16 in (raw.dtype, decoded.dtype)
    if half and "half precision" not in faults and not np.isfinite(losses).all():
        faults.append("half precision")
    return faults


# --8<-- [end:first-aid]
