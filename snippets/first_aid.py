"""Which fault a training's tensors show, before you read on."""

# --8<-- [start:first-aid]
import math

import numpy as np
import tensorflow as tf

POWER_IN_VARIANCE = {"log_variance": 1, "log_std": 2, "variance": 0}  # σ² = e^(power·h)
TRAINED = 100  # steps after which a healthy head gives some log σ² below 0


def all_finite(numbers):
    return bool(np.isfinite(np.asarray(numbers, float)).all())


def exploding(losses):
    """Whether the last finite loss is well above the first one."""
    losses = [float(loss) for loss in losses if math.isfinite(loss)]
    return len(losses) > 1 and losses[-1] > losses[0] + 1 + abs(min(losses))


def never_negative(h, steps):
    """Whether h looks like the output of a ReLU or, late in training, of a softplus."""
    cut_off = h.min() == 0 < h.max()  # a head may start at 0 everywhere
    return cut_off or (steps >= TRAINED and h.min() >= 0)


def exponential_faults(raw, power, kl_is_finite):
    """Names of what happens to e^(±power·h) in the dtype of `raw`."""
    exponent = power * tf.cast(raw, tf.float64).numpy()
    limit = math.log(raw.dtype.max)
    faults = []
    if exponent.max() > limit:
        faults.append("large h")
    if exponent.min() < -limit and not kl_is_finite:  # the closed form needs no e^−h
        faults.append("small h")
    in_float32 = np.abs(exponent).max() < 87
    if faults and raw.dtype == tf.float16 and in_float32:
        return ["half precision"]
    return faults


def check_tensors(raw, decoded, from_logits, read_as):
    """Raise what `first_aid` says."""
    if read_as not in POWER_IN_VARIANCE:
        known = ", ".join(POWER_IN_VARIANCE)
        raise ValueError(f"read_as is {read_as!r}; expected one of {known}")
    for name, tensor in (("raw", raw), ("decoded", decoded)):
        if not tensor.dtype.is_floating:
            raise TypeError(f"{name} is {tensor.dtype.name}; expected a floating dtype")
        if not tf.size(tensor):
            raise ValueError(f"{name} has shape {tensor.shape}; expected some numbers")
    low, high = float(tf.reduce_min(decoded)), float(tf.reduce_max(decoded))
    if not from_logits and (low < 0 or high > 1):
        raise ValueError(
            f"decoded goes from {low:g} to {high:g}; expected probabilities,"
            " or from_logits=True"
        )


def first_aid(raw, decoded, *, from_logits, losses=(), kl=None, read_as="log_variance"):
    """Names of the faults that these tensors show; an empty list if none.

    `raw` is the head's output h before any clamp, `decoded` what the cross-entropy is
    given: logits if `from_logits`, else probabilities. Both are float tensors of any
    shape. `losses` are those of all steps so far, in order, the broken one too; `kl` is
    the KL of these tensors, of any shape. Without both, the loss is taken for broken.
    `read_as` is what h is read as: log_variance, log_std or variance. The names are
    those of the tree's leaves.

    Raises ValueError for another `read_as`, an empty tensor, or probabilities outside
    0 to 1; TypeError where a tensor is not floating.

    >>> h, logits = tf.constant([[0.3, -91.0]]), tf.constant([[-4.0, 7.0]])
    >>> first_aid(h, logits, from_logits=True)  # e^91 is infinite
    ['small h']
    >>> first_aid(h, logits, from_logits=True, kl=[0.02, 45.0])  # and was not needed
    []
    >>> first_aid(tf.nn.relu(h), tf.sigmoid(10 * logits), from_logits=False)
    ['ReLU on the head', 'log of zero']
    """
    raw, decoded = tf.convert_to_tensor(raw), tf.convert_to_tensor(decoded)
    check_tensors(raw, decoded, from_logits, read_as)
    h, y = (tf.cast(tensor, tf.float64).numpy() for tensor in (raw, decoded))
    if not all_finite(h) or not all_finite(y):
        return ["broken weights"]  # an earlier step did it: ask again with its tensors
    kl_is_finite = kl is not None and all_finite(kl)
    kl_is_broken = kl is not None and not kl_is_finite
    unknown = kl is None and not len(losses)
    broken = unknown or kl_is_broken or not all_finite(losses)

    faults = ["learning rate"] if exploding(losses) else []
    if broken:
        faults += exponential_faults(raw, POWER_IN_VARIANCE[read_as], kl_is_finite)
    if read_as == "variance":
        faults += ["raw variance"] if h.min() <= 0 else []
    elif never_negative(h, len(losses)):
        faults.append("ReLU on the head")
    saturated = not from_logits and np.isin(y, (0, 1)).any()
    if broken and saturated and not kl_is_broken:
        faults.append("log of zero")
    half = tf.float16 in (raw.dtype, decoded.dtype)
    if half and not faults and not all_finite(losses):
        faults.append("half precision")
    return faults


# --8<-- [end:first-aid]
