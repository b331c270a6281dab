"""Float formats of a tensor: where each ends, and how fine it is."""

import math
from dataclasses import dataclass

import ml_dtypes
import tensorflow as tf

from evidence.measurements import bound

DTYPES = ("float32", "bfloat16", "float16")
FAR = 1000  # e^(±FAR/2) is in none of them


@dataclass(frozen=True)
class Format:
    """Logarithms of a float format's largest and smallest numbers, and its unit in the last place of 1."""

    largest: float
    smallest_normal: float
    half_of_smallest: float  # below it, rounding returns 0 even if subnormals are kept
    ulp: float

    def step(self, h):
        """Distance of neighbouring numbers at h."""
        return self.ulp * 2 ** math.floor(math.log2(abs(h)))


def format_of(dtype):
    info = ml_dtypes.finfo(tf.as_dtype(dtype).as_numpy_dtype)
    return Format(
        math.log(info.max),
        math.log(info.smallest_normal),
        math.log(float(info.smallest_subnormal) / 2),
        float(info.eps),
    )


def near(h, low, high, dtype, **more):
    """h is between `low` and `high`, or one step of its format off."""
    fmt = format_of(dtype)
    return bound(h, at_least=low - fmt.step(low), at_most=high + fmt.step(high), **more)
