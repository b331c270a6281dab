"""How the encoder's raw output h becomes σ: a function h ↦ log σ for each way.

The trainings of this site read h so.
"""

# --8<-- [start:parameterizations]
import tensorflow as tf

SHIFT = 0.5413248546129181  # ln(e − 1): softplus of it is 1

LOG_STD = {
    "log_variance": lambda raw: 0.5 * raw,  # the tutorial: h is log σ²
    "log_std": lambda raw: raw,
    "softplus_std": lambda raw: tf.math.log(tf.math.softplus(raw)),
    "shifted_softplus_std": lambda raw: tf.math.log(tf.math.softplus(raw + SHIFT)),
    "raw_variance": lambda raw: 0.5 * tf.math.log(raw),  # no σ exists where h ≤ 0
}


def check_parameterization(name):
    """Raise ValueError for a name that is not one of LOG_STD's."""
    if name not in LOG_STD:
        known = ", ".join(LOG_STD)
        raise ValueError(f"parameterization is {name!r}; expected one of {known}")


def log_std(raw, parameterization="log_variance"):
    """log σ that a raw network output h stands for; same shape and dtype as `raw`.

    For our training, whose h is not far below 0. To copy a softplus, take
    `log_softplus` of softplus.py: the two softplus forms above lose their gradient far
    below 0. Raises ValueError for an unknown parameterization, TypeError unless `raw`
    is floating.

    >>> raw = tf.constant([-2.0, 0.0, 2.0])
    >>> for name in LOG_STD:
    ...     print(f"{name:21}", tf.exp(log_std(raw, name)).numpy().round(3))
    log_variance          [0.368 1.    2.718]
    log_std               [0.135 1.    7.389]
    softplus_std          [0.127 0.693 2.127]
    shifted_softplus_std  [0.209 1.    2.617]
    raw_variance          [  nan 0.    1.414]
    """
    check_parameterization(parameterization)
    raw = tf.convert_to_tensor(raw)
    if not raw.dtype.is_floating:
        raise TypeError(f"raw is {raw.dtype.name}; expected a floating dtype")
    return LOG_STD[parameterization](raw)


# --8<-- [end:parameterizations]
