"""Claims of practice/overflow.md on where e^h leaves a float format, and on clamps, hard and soft."""

import functools
import math

import ml_dtypes
import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab.studies.float_formats import DTYPES, FAR, format_of, near
from snippets.float_range import last_survivor
from snippets.soft_clamp import SAFE_LOG_VARIANCE, soft_clamp, softplus_clamp

claim = functools.partial(claim, page="practice/overflow.md")

# Where e^h leaves a float format

FACTORS = {"e^(h/2)": 0.5, "e^h": 1.0, "e^(2h)": 2.0}


@claim(
    "The last $h$ at which $e^{ch}$ is finite is within one step of the format from $\\ln(\\max)/c$, for $c = \\tfrac12$, $1$"
    " and $2$, in float32, bfloat16 and float16.",
    of=tf.exp,
    controls={"the exponent doubled": lambda x: tf.exp(2 * x)},
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
    "As $h$ falls, $e^{h}$ becomes 0 somewhere from $\\ln$ of the smallest normal number (if subnormal numbers are flushed"
    " to 0) to $\\ln$ of half the smallest subnormal number (if they are kept).",
    of=tf.exp,
    controls={
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
            both = functools.partial(variance_and_precision, c=c)
            last = last_survivor(both, FAR, dtype)
            part, scale = f"{dtype}, {name}", HEADS[name]
            found[part] = near(
                last, low / scale, high / scale, dtype, series={part: [last]}
            )
    return found


# Clamps

COPIED = (-30.0, 20.0)
RANGE = "(−30, 20)"
NOISE = 6  # |ε|
SAFE = ", ".join(
    f"{low:g} … {high:g} in {dtype}" for dtype, (low, high) in SAFE_LOG_VARIANCE.items()
).replace("-", "−")


def lost(values):
    """How many are not finite, or 0, or below the smallest normal number of their dtype."""
    smallest = ml_dtypes.finfo(values.dtype.as_numpy_dtype).smallest_normal
    values = tf.cast(values, tf.float64).numpy()
    return int(np.sum(~np.isfinite(values) | (np.abs(values) < float(smallest))))


@claim(
    f"At both ends of the clamp to {RANGE}, σ² and 1/σ² are 0 or ∞ in float16.",
    of=(COPIED, "float16"),
    controls={
        "bfloat16": (COPIED, "bfloat16"),
        "float32": (COPIED, "float32"),
        "the range that float16 survives": (SAFE_LOG_VARIANCE["float16"], "float16"),
    },
)
def test_copied_clamp_in_float16(thing):
    ends, dtype = thing
    h = tf.constant(ends, dtype)
    both = tf.cast(tf.concat([tf.exp(h), tf.exp(-h)], 0), tf.float64).numpy()
    dead = np.sum(~np.isfinite(both) | (both == 0))
    return exact(int(dead), 4, unit="of 4")


@claim(
    f"Within `SAFE_LOG_VARIANCE` ({SAFE}), σ² and 1/σ² are finite and not subnormal, and so is the square"
    f" of z = σε at |ε| = {NOISE}.",
    of=SAFE_LOG_VARIANCE,
    controls={
        "the copied clamp everywhere": dict.fromkeys(DTYPES, COPIED),
        "the bare limits of σ²": {
            dtype: (format_of(dtype).smallest_normal, format_of(dtype).largest)
            for dtype in DTYPES
        },
    },
)
def test_safe_ranges(ranges):
    found = {}
    for dtype, (low, high) in ranges.items():
        h = tf.cast(tf.linspace(low, high, 1001), dtype)
        z = NOISE * tf.exp(h / 2)
        values = tf.concat([tf.exp(h), tf.exp(-h), z**2], 0)
        found[dtype] = exact(lost(values), 0, unit="values lost")
    return found


def unclamped(raw, low, high):
    return raw


def gradient(function, at):
    at = tf.convert_to_tensor(at)
    with tf.GradientTape() as tape:
        tape.watch(at)
        value = function(at)
    return tape.gradient(value, at)


FAR_OUT, SMALLEST_SLOPE = 100, 1e-4
OUTSIDE = np.arange(FAR_OUT, dtype=np.float32) + 0.5  # beyond an end, in units of h


@claim(
    f"`soft_clamp` to {RANGE} never leaves this range, and its slope is at least 1/{1 / SMALLEST_SLOPE:,.0f} at"
    f" {2 * FAR_OUT} values of h up to {FAR_OUT} outside the range.",
    of=soft_clamp,
    controls={
        "the hard clamp": tf.clip_by_value,
        "no clamp": unclamped,
        "ReLU for a clamp": lambda raw, low, high: tf.nn.relu(raw),
    },
)
def test_soft_clamp_keeps_a_gradient(clamp):
    low, high = COPIED
    outside = np.concatenate([low - OUTSIDE, high + OUTSIDE])
    values = clamp(tf.constant(outside), low, high)
    slopes = gradient(lambda raw: clamp(raw, low, high), outside)
    return {
        "smallest slope": bound(np.min(slopes), at_least=SMALLEST_SLOPE),
        "lowest value": bound(np.min(values), at_least=low, unit="nats"),
        "highest value": bound(np.max(values), at_most=high, unit="nats"),
    }


@claim(
    f"A hard clamp to {RANGE} has a slope of exactly 0 at each of {2 * FAR_OUT} values of h outside this range.",
    of=tf.clip_by_value,
    controls={"the soft clamp": soft_clamp, "no clamp": unclamped},
)
def test_hard_clamp_has_no_gradient(clamp):
    low, high = COPIED
    outside = np.concatenate([low - OUTSIDE, high + OUTSIDE])
    slopes = gradient(lambda raw: clamp(raw, low, high), outside).numpy()
    return exact(int(np.sum(slopes == 0)), len(outside), unit="slopes of 0")


NOT_BEFORE = 3


@claim(
    "Far outside, the slope of the soft clamp rounds to exactly 0 too. This begins between"
    f" {NOT_BEFORE} and $\\tfrac12 \\ln(8/u)$ half-widths from the middle, where $u$ is the format's unit in the last place of 1.",
    of=soft_clamp,
    controls={
        "the hard clamp": tf.clip_by_value,
        "stretched by four": lambda raw, low, high: soft_clamp(raw / 4, low, high),
    },
)
def test_soft_clamp_ends_too(clamp):
    found = {}
    for dtype in DTYPES:
        last = last_survivor(
            lambda h: gradient(lambda raw: clamp(raw, -1, 1), h), FAR, dtype
        )
        latest = 0.5 * math.log(8 / format_of(dtype).ulp)
        found[dtype] = near(last, NOT_BEFORE, latest, dtype, unit="half-widths")
    return found


START, STEPS, RATE = 30, 400, 0.1


def trained_by_kl(clamp):
    """h after Adam steps on ½ (σ² − 1 − log σ²), where log σ² is the clamped h."""
    raw = tf.Variable(float(START))
    adam = tf.keras.optimizers.Adam(RATE)
    adam.build([raw])

    def step(number):
        with tf.GradientTape() as tape:
            log_variance = clamp(raw, *COPIED)
            kl = 0.5 * (tf.exp(log_variance) - 1 - log_variance)
        adam.apply_gradients([(tape.gradient(kl, raw), raw)])
        return number + 1

    @tf.function(autograph=False)
    def train():
        tf.while_loop(lambda number: number < STEPS, step, [0])

    train()
    return float(raw)


@claim(
    f"With the soft clamp to {RANGE} an h that starts at {START} is back within this range after {STEPS} steps of Adam on the"
    f" KL, at the rate {RATE:g}.",
    of=soft_clamp,
    controls={"the hard clamp": tf.clip_by_value},
)
def test_soft_clamp_lets_h_return(clamp):
    return bound(trained_by_kl(clamp), at_most=COPIED[1])


# Limits that are not symmetric about 0

LOW, HIGH = -20, 2  # as SAC policies have them
NARROW, WIDE = 0.25, 0.75  # σ at h = 0
SLOW, QUICK = 0.6, 0.75  # d log σ/dh at h = 0


@claim(
    f"If log σ is limited to −{-LOW} … {HIGH}, a clamp by tanh starts at a small σ: at $h = 0$, σ is below {NARROW:g} and the slope"
    f" of log σ below {SLOW:g}. With a clamp by softplus, σ is above {WIDE:g} and the slope above {QUICK:g}.",
    of={"tanh": soft_clamp, "softplus": softplus_clamp},
    controls={
        "the two exchanged": {"tanh": softplus_clamp, "softplus": soft_clamp},
        "limits symmetric about 0": dict.fromkeys(
            ("tanh", "softplus"), lambda h, low, high: soft_clamp(h, -high, high)
        ),
    },
)
def test_tanh_between_uneven_limits_starts_low(clamps):
    def start(name):
        """σ and the slope of log σ at h = 0."""
        h = tf.constant(0.0)
        clamped = functools.partial(clamps[name], low=LOW, high=HIGH)
        return math.exp(clamped(h)), gradient(clamped, h)

    (sigma, slope), (other_sigma, other_slope) = start("tanh"), start("softplus")
    return {
        "σ, tanh": bound(sigma, at_most=NARROW),
        "slope, tanh": bound(slope, at_most=SLOW),
        "σ, softplus": bound(other_sigma, at_least=WIDE),
        "slope, softplus": bound(other_slope, at_least=QUICK),
    }
