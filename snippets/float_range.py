"""Where a function of h leaves a float format, found by search on this device."""

# --8<-- [start:search]
import math

import tensorflow as tf


def last_survivor(function, towards, dtype):
    """The h farthest from 0, on the way to `towards`, where function(h) survives.

    It survives if it is finite and not 0. The search halves an interval of numbers
    of `dtype` (a name or a tf.DType) until its ends are neighbours. `function` takes
    and returns a scalar tensor of that dtype; once dead, it must stay dead on the way.
    Raises TypeError for a dtype that is not floating, and ValueError if the function
    is dead at 0 or alive at `towards`.

    >>> for dtype in ("float32", "bfloat16", "float16"):
    ...     edge = math.log(tf.as_dtype(dtype).max)
    ...     print(f"{dtype:8} {last_survivor(tf.exp, 300, dtype):.4f} {edge:.4f}")
    float32  88.7228 88.7228
    bfloat16 88.5000 88.7189
    float16  11.0859 11.0899
    """
    dtype = tf.as_dtype(dtype)
    if not dtype.is_floating:
        raise TypeError(f"dtype is {dtype.name}; expected a floating dtype")

    def survives(h):
        value = float(function(tf.constant(h, dtype)))
        return math.isfinite(value) and value != 0

    alive, dead = 0.0, float(towards)
    if not survives(alive) or survives(dead):
        raise ValueError(
            f"towards is {towards}; expected that function survives at 0, and not there"
        )
    while True:
        middle = float(tf.constant((alive + dead) / 2, dtype))
        if middle in (alive, dead):  # neighbours: nothing of dtype lies between
            return alive
        alive, dead = (middle, dead) if survives(middle) else (alive, middle)


# --8<-- [end:search]
