"""Claims of practice/choosing.md on clamps."""

import functools
import math

import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact
from snippets.choosing import farthest, slope
from snippets.soft_clamp import soft_clamp, softplus_clamp

claim = functools.partial(claim, page="practice/choosing.md")
DTYPES = (tf.float32, tf.bfloat16, tf.float16)


@functools.cache
def reaches(clamp):
    """How far out the clamp still passes a gradient on, by dtype and side."""
    return {
        f"{dtype.name}, {side}": farthest(
            lambda h, dtype=dtype: slope(clamp, float(h), dtype) > 0, end, dtype
        )
        for dtype in DTYPES
        for side, end in (("low", float(dtype.min)), ("high", float(dtype.max)))
    }


END, SEEN = 5, 17  # the clamps' limits; where a gradient must still be seen


def hard_clamp(h):
    return tf.clip_by_value(h, -float(END), float(END))


def nvae_clamp(h):
    return soft_clamp(h, -END, END)


def pets_clamp(h):
    return softplus_clamp(h, -10, 0.5)


@claim(
    f"A hard clamp to $[-{END}, {END}]$ passes no gradient on from any $h$ outside: zero, in float32, bfloat16 and float16.",
    of=hard_clamp,
    controls={
        "the clamp by tanh to the same limits": nvae_clamp,
        "a hard clamp to [−6, 6]": lambda h: tf.clip_by_value(h, -6.0, 6.0),
    },
)
def test_hard_clamp_has_no_gradient_outside(clamp):
    return {part: exact(abs(h), float(END)) for part, h in reaches(clamp).items()}


@claim(
    f"The two soft clamps pass a gradient on beyond their limits, everywhere up to $|h| = {SEEN}$ in all three dtypes.",
    of={"tanh": nvae_clamp, "softplus": pets_clamp},
    controls={
        "a hard clamp": {"tanh": hard_clamp, "softplus": hard_clamp},
        "the clamp by tanh to [−3, 3]": {"tanh": lambda h: soft_clamp(h, -3, 3)},
    },
)
def test_soft_clamps_have_gradient_outside(clamps):
    return {
        f"{name}, {part}": bound(abs(h), at_least=SEEN)
        for name, clamp in clamps.items()
        for part, h in reaches(clamp).items()
    }


@claim(
    f"The gradient of the clamp by tanh to $(-{END}, {END})$ is exactly zero too from $|h| = \\tfrac{END}2(p+2)\\ln2$ on, or"
    " earlier, where $p$ is the number of bits of the dtype's significand.",
    of=nvae_clamp,
    controls={
        "the clamp by softplus": pets_clamp,
        "the clamp by tanh to (−6, 6)": lambda h: soft_clamp(h, -6, 6),
    },
)
def test_tanh_clamp_goes_flat(clamp):
    significand = {"float32": 24, "bfloat16": 8, "float16": 11}
    return {
        part: bound(
            abs(h),
            at_most=END / 2 * (significand[part.split(",")[0]] + 2) * math.log(2),
        )
        for part, h in reaches(clamp).items()
    }
