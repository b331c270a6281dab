"""Claims of practice/overflow.md on where e^h leaves a float format."""

import functools
import math

import tensorflow as tf

from evidence.claims import claim
from lab.studies.float_formats import DTYPES, FAR, format_of, near
from snippets.float_range import last_survivor

claim = functools.partial(claim, page="practice/overflow.md")


def power_of_two(x):
    return tf.exp(tf.cast(math.log(2), x.dtype) * x)


FACTORS = {"e^(h/2)": 0.5, "e^h": 1.0, "e^(2h)": 2.0}


@claim(
    "The last $h$ at which $e^{ch}$ is finite is within one step of the format from $\\ln(\\max)/c$, for $c = \\tfrac12$, $1$"
    " and $2$, in float32, bfloat16 and float16.",
    of=tf.exp,
    controls={
        "2 in place of e": power_of_two,
        "the exponent doubled": lambda x: tf.exp(2 * x),
    },
)
def test_where_exp_overflows(exp):
    found = {}
    for dtype in DTYPES:
        for name, c in FACTORS.items():
            last = last_survivor(
                lambda h, c=c: exp(tf.cast(c, h.dtype) * h), FAR, dtype
            )
            edge = format_of(dtype).largest / c
            found[f"{dtype}, {name}"] = near(last, edge, edge, dtype)
    return found


@claim(
    "As $h$ falls, $e^{h}$ becomes 0 between two limits: $\\ln$ of the smallest normal number, if subnormal numbers are flushed"
    " to 0, and $\\ln$ of half the smallest subnormal number, if they are kept.",
    of=tf.exp,
    controls={
        "2 in place of e": power_of_two,
        "the exponent halved": lambda x: tf.exp(x / 2),
        "the square": lambda x: tf.exp(x) ** 2,
    },
)
def test_where_exp_underflows(exp):
    found = {}
    for dtype in DTYPES:
        fmt = format_of(dtype)
        last = last_survivor(exp, -FAR, dtype)
        found[dtype] = near(last, fmt.half_of_smallest, fmt.smallest_normal, dtype)
    return found


HEADS = {"log σ²": 1.0, "log σ": 2.0}  # σ² is e^(ch)


def variance_and_precision(h, c):
    """1 where both live: ∞ · 0 is NaN, and 0 times a number is 0."""
    c = tf.cast(c, h.dtype)
    return tf.exp(c * h) * tf.exp(-c * h)


@claim(
    "The largest $|h|$ at which neither σ² nor 1/σ² is 0 or ∞ is half as large for a log σ head as for a log σ² head. For"
    " log σ² it is at least the smaller of $\\ln(\\max)$ and $-\\ln(\\text{smallest normal})$, and at most the smaller of $\\ln(\\max)$ and"
    " $-\\ln(\\text{half the smallest subnormal})$.",
    of=HEADS,
    controls={
        "the heads exchanged": {"log σ²": 2.0, "log σ": 1.0},
        "σ in place of σ²": {"log σ²": 0.5, "log σ": 1.0},
    },
)
def test_range_that_survives(heads):
    found = {}
    for dtype in DTYPES:
        fmt = format_of(dtype)
        low = min(fmt.largest, -fmt.smallest_normal)
        high = min(fmt.largest, -fmt.half_of_smallest)
        for name, c in heads.items():
            last = last_survivor(
                lambda h, c=c: variance_and_precision(h, c), FAR, dtype
            )
            scale = HEADS[name]
            found[f"{dtype}, {name}"] = near(
                last,
                low / scale,
                high / scale,
                dtype,
                series={f"{dtype}, {name}": [last]},
            )
    return found
