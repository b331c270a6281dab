"""Claims of practice/choosing.md, and what its snippet does with bad input."""

import functools
import math
from dataclasses import replace

import ml_dtypes
import numpy as np
import pytest
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab.steps_to_sigma import adam_step, moved_by_outlier, steps_to
from snippets.choosing import (
    LOG_STD,
    SHIFT,
    describe,
    farthest,
    log_std,
    slope,
    usable_range,
)
from snippets.parameterization import LOG_STD as IN_TRAINING
from snippets.soft_clamp import soft_clamp, softplus_clamp

PAGE = "practice/choosing.md"
DTYPES = (tf.float32, tf.bfloat16, tf.float16)


def naive_squareplus(h):
    return (h + tf.sqrt(h * h + 4)) / 2


def squareplus_reference(h):
    """σ in double precision, for h of 0 or less: no digits cancel."""
    h = h.astype(np.float64)
    return 2 / (np.sqrt(h * h + 4) - h)


def log_naive_squareplus(h):
    return tf.math.log(naive_squareplus(h))


def of_changed_raw(change):
    """All nine, each read at `change(h)`."""
    return {
        name: lambda h, read=read: read(change(h)) for name, read in LOG_STD.items()
    }


def sigmoid(h):
    return 1 / (1 + math.exp(-h))


def softplus(h):
    return math.log1p(math.exp(h))


# Where it starts, and how fast it moves


ROOT_E = math.exp(0.5)
STARTS = {  # σ at h = 0, as the page derives it
    **dict.fromkeys(LOG_STD, 1.0),
    "softplus_std": math.log(2),
    "softplus_clamped_log_variance": math.sqrt(math.exp(-10) + ROOT_E / (1 + ROOT_E)),
}


ULPS = 16


@claim(
    "At $h = 0$, σ is $\\ln 2$ under softplus, $\\sqrt{e^{-10} + \\sqrt e/(1+\\sqrt e)}$ under the clamp by softplus, and 1"
    f" under the other seven: in float32 to within {ULPS} units in the last place.",
    page=PAGE,
    of=LOG_STD,
    controls={
        "every h is one too large": of_changed_raw(lambda h: h + 1),
        "the shift is lost": {
            **LOG_STD,
            "shifted_softplus_std": LOG_STD["softplus_std"],
        },
        "squareplus with h² + 1 in place of h² + 4": {
            **LOG_STD,
            "squareplus_std": lambda h: tf.math.asinh(h) - math.log(2),
        },
        "the clamp's limits are those of log σ": {
            **LOG_STD,
            "softplus_clamped_log_variance": lambda h: softplus_clamp(h, -10, 0.5),
        },
    },
)
def test_sigma_at_h_zero(read):
    return {
        name: exact(
            tf.exp(read[name](tf.constant(0.0))).numpy(), np.float32(start), ulps=ULPS
        )
        for name, start in STARTS.items()
    }


def clamped_slope(h):
    below = 0.5 - softplus(0.5 - h)
    return 0.5 * sigmoid(0.5 - h) * sigmoid(below + 10)


SLOPES = {  # d log σ/dh, as the page derives it
    "log_variance": lambda h: 0.5,
    "log_std": lambda h: 1.0,
    "log_precision": lambda h: -0.5,
    "log2_std": lambda h: math.log(2),
    "softplus_std": lambda h: sigmoid(h) / softplus(h),
    "shifted_softplus_std": lambda h: sigmoid(h + SHIFT) / softplus(h + SHIFT),
    "squareplus_std": lambda h: 1 / math.sqrt(h * h + 4),
    "tanh_clamped_log_std": lambda h: 1 / math.cosh(h / 5) ** 2,
    "softplus_clamped_log_variance": clamped_slope,
}
DRAWN = (  # by the figure
    "log_variance",
    "log_std",
    "softplus_std",
    "squareplus_std",
    "tanh_clamped_log_std",
)


PARTS = 10_000  # one part in so many
FAR_OUT = 10


@claim(
    f"At $h = -{FAR_OUT}$, $0$ and ${FAR_OUT}$ automatic differentiation in float32 gives each of the nine the slope"
    f" $d\\log\\sigma/dh$ that this page's formula for it gives, to within one part in {PARTS:,}.",
    page=PAGE,
    of=LOG_STD,
    controls={
        "every h halved": of_changed_raw(lambda h: h / 2),
        "the derivative of σ in place of log σ": {
            **LOG_STD,
            "softplus_std": tf.math.softplus,
        },
        "the sign of the precision forgotten": {
            **LOG_STD,
            "log_precision": LOG_STD["log_variance"],
        },
        "a hard clamp in place of the soft one": {
            **LOG_STD,
            "tanh_clamped_log_std": lambda h: tf.clip_by_value(h, -5.0, 5.0),
        },
    },
)
def test_slope_of_log_sigma(read):
    grid = np.linspace(-10, 10, 81)
    curves = {name: read[name](tf.constant(grid, tf.float32)) for name in DRAWN}
    parts = {}
    for name, formula in SLOPES.items():
        for h in (-FAR_OUT, 0.0, FAR_OUT):
            ends = formula(h) * (1 - 1 / PARTS), formula(h) * (1 + 1 / PARTS)
            parts[f"{name}, h = {h:g}".replace("-", "−")] = bound(
                slope(read[name], h), at_least=min(ends), at_most=max(ends)
            )
    first = next(iter(parts))
    series = {"h": grid, **{name: curve.numpy() for name, curve in curves.items()}}
    return {**parts, first: replace(parts[first], series=series)}


# How far h may go


RAW = {  # the h of a given log σ, in double precision
    "log_variance": lambda s: 2 * s,
    "log_std": lambda s: s,
    "log_precision": lambda s: -2 * s,
    "log2_std": lambda s: s / math.log(2),
    "softplus_std": lambda s: math.exp(s) + math.log(-math.expm1(-math.exp(s))),
    "shifted_softplus_std": lambda s: RAW["softplus_std"](s) - SHIFT,
    "squareplus_std": lambda s: 2 * math.sinh(s),
}


STEPS = 2  # of the dtype


def limits_of_log_std(dtype):
    """Where |log σ| must end: σ² or 1/σ² leaves the normal numbers, or all numbers; ± STEPS of the dtype."""
    info = ml_dtypes.finfo(dtype.as_numpy_dtype)
    ends = -0.5 * math.log(info.tiny), 0.5 * math.log(info.max)
    step = float(info.eps) * 2 ** math.floor(math.log2(ends[1]))
    return min(ends) - STEPS * step, max(ends) + STEPS * step


@claim(
    f"In float32, bfloat16 and float16, the {len(RAW)} parameterizations without a clamp lose σ, σ² or 1/σ² at the same σ:"
    f" $|\\log\\sigma|$ is then between $\\tfrac12\\ln(1/t)$ and $\\tfrac12\\ln m$, give or take {STEPS} steps of the"
    " dtype, where $t$ is the dtype's smallest normal number and $m$ its greatest.",
    page=PAGE,
    of={name: LOG_STD[name] for name in RAW},
    controls={
        "a quarter of every h": {
            name: of_changed_raw(lambda h: h / 4)[name] for name in RAW
        },
        "log σ read as log σ²": {"log_variance": LOG_STD["log_std"]},
        "log of TensorFlow's softplus": {"log_std": IN_TRAINING["softplus_std"]},
        "squareplus as it is usually written": {"squareplus_std": log_naive_squareplus},
    },
)
def test_ranges_end_at_one_sigma(read):
    parts = {}
    for name, log_std_of in read.items():
        for dtype in DTYPES:
            near, far = limits_of_log_std(dtype)
            found = usable_range(log_std_of, dtype)
            for end, sign in zip(found, (-1, 1), strict=True):
                side = "lowest" if sign < 0 else "highest"
                direction = -sign if name == "log_precision" else sign
                h = RAW[name](direction * near), RAW[name](direction * far)
                parts[f"{name}, {dtype.name}, {side}"] = bound(
                    end, at_least=min(h), at_most=max(h)
                )
    return parts


CLAMPED = [name for name in LOG_STD if name not in RAW]


@claim(
    "Under either soft clamp every finite $h$ is usable, in float32, bfloat16 and float16.",
    page=PAGE,
    of={name: LOG_STD[name] for name in CLAMPED},
    controls={
        "a clamp of log σ to ±100": dict.fromkeys(
            CLAMPED, lambda h: soft_clamp(h, -100, 100)
        ),
        "no clamp: squareplus": dict.fromkeys(CLAMPED, LOG_STD["squareplus_std"]),
    },
)
def test_soft_clamps_use_every_h(read):
    return {
        f"{name}, {dtype.name}": exact(
            np.array(usable_range(log_std_of, dtype)),
            np.array([float(dtype.min), float(dtype.max)]),
        )
        for name, log_std_of in read.items()
        for dtype in DTYPES
    }


def log_std_reference(name, h):
    """log σ in double precision, from formulas that lose no digits; `h` is a float64 array."""
    shifted = h + SHIFT if name == "shifted_softplus_std" else h
    tail = np.minimum(shifted, -30)
    log_softplus = np.where(
        shifted < -30,
        tail - np.exp(tail) / 2,
        np.log(np.logaddexp(0, np.maximum(shifted, -30))),
    )
    absolute = np.log((np.abs(h) + np.sqrt(h * h + 4)) / 2)
    return {
        "softplus_std": log_softplus,
        "shifted_softplus_std": log_softplus,
        "squareplus_std": np.sign(h) * absolute,
    }[name]


CURVED = ("softplus_std", "shifted_softplus_std", "squareplus_std")
TRIED, FARTHEST, EPSILONS = 40_001, 10_000, 4


@claim(
    f"For {TRIED:,} values of $h$ from −{FARTHEST:,} to {FARTHEST:,}, log σ of softplus, shifted softplus and"
    f" squareplus agrees with double precision to within {EPSILONS} machine epsilons, relative where $|\\log\\sigma|$ is above 1 and absolute where it"
    " is below: in float32, bfloat16 and float16.",
    page=PAGE,
    of={name: LOG_STD[name] for name in CURVED},
    controls={
        "log of TensorFlow's softplus": {"softplus_std": IN_TRAINING["softplus_std"]},
        "squareplus as it is usually written": {"squareplus_std": log_naive_squareplus},
        "the shift forgotten": {"shifted_softplus_std": LOG_STD["softplus_std"]},
    },
)
def test_log_sigma_for_every_h(read):
    parts = {}
    for name, log_std_of in read.items():
        for dtype in DTYPES:
            raw = tf.cast(np.linspace(-FARTHEST, FARTHEST, TRIED), dtype)
            found = tf.cast(log_std_of(raw), tf.float64).numpy()
            expected = log_std_reference(name, tf.cast(raw, tf.float64).numpy())
            error = np.abs(found - expected) / np.maximum(1, np.abs(expected))
            epsilon = float(ml_dtypes.finfo(dtype.as_numpy_dtype).eps)
            parts[f"{name}, {dtype.name}"] = bound(
                np.max(error) / epsilon, at_most=EPSILONS, unit="ε", n=len(raw)
            )
    return parts


OFF, BY = -4096, 0.1


@claim(
    "Squareplus written as $(h+\\sqrt{h^2+4})/2$ is exactly zero in float32 for every $h$ tried between $-10^{18}$ and"
    f" $-2^{{13.5}}$, and off by more than {BY:.0%} somewhere above $h = {OFF}$.",
    page=PAGE,
    of=naive_squareplus,
    controls={
        "two divided by √(h² + 4) − h": lambda h: 2 / (tf.sqrt(h * h + 4) - h),
        "exp of asinh(h/2)": lambda h: tf.exp(LOG_STD["squareplus_std"](h)),
    },
)
def test_naive_squareplus_is_zero(squareplus):
    far = -np.logspace(math.log10(2**13.5), 18, 20_001)[1:].astype(np.float32)
    near = -np.linspace(0, -OFF, 40_001).astype(np.float32)
    error = squareplus(tf.constant(near)).numpy() / squareplus_reference(near) - 1
    off = near[np.abs(error) > BY]
    return {
        "largest σ": bound(np.max(squareplus(tf.constant(far))), at_most=0, n=len(far)),
        "first h off by a tenth": bound(
            off[0] if len(off) else -math.inf, at_least=OFF, n=len(near)
        ),
    }


# Clamps


def reach(clamp, dtype, end):
    """How far out on the side of `end` the clamp still passes a gradient on."""
    return farthest(lambda h: slope(clamp, float(h), dtype) > 0, end, dtype)


def reaches(clamp):
    return {
        f"{dtype.name}, {side}": reach(clamp, dtype, end)
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
    page=PAGE,
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
    page=PAGE,
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
    page=PAGE,
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


# How many steps to a σ that is not 1

HEADS = (
    "log_variance",
    "log_std",
    "softplus_std",
    "shifted_softplus_std",
    "squareplus_std",
)
SHORT = {name: LOG_STD[name] for name in HEADS}
RATE, WITHIN = 0.01, 0.1
FEW, MANY = 2_000, 50_000  # to a small σ
FEWER, MORE = 50_000, 80_000  # to a large one
ALL_ALIKE = {
    "squareplus for all": dict.fromkeys(HEADS, LOG_STD["squareplus_std"]),
    "log σ for all": dict.fromkeys(HEADS, LOG_STD["log_std"]),
}


TARGETS = 10.0 ** np.arange(-3, 3.5, 0.5)


@functools.cache
def steps_from_zero(log_std_of):
    """How many steps each of TARGETS takes."""
    return steps_to(log_std_of, TARGETS, np.zeros(len(TARGETS)), RATE, WITHIN)


@claim(
    f"Adam with a rate of {RATE:g} needs at most {FEW:,} steps from $h = 0$ to within {WITHIN:.0%} of"
    r" $\sigma = 10^{-3}$, on the exact Normal likelihood, under log σ², log σ, softplus and shifted softplus; under"
    f" squareplus it needs at least {MANY:,}.",
    page=PAGE,
    of=SHORT,
    controls=ALL_ALIKE,
)
def test_steps_to_small_sigma(read):
    steps = {name: steps_from_zero(log_std_of) for name, log_std_of in read.items()}
    *others, last = HEADS
    parts = {name: bound(steps[name][0], at_most=FEW, unit="steps") for name in others}
    slowest = bound(
        steps[last][0],
        at_least=MANY,
        unit="steps",
        series={"target": TARGETS, **steps},
    )
    return parts | {last: slowest}


@claim(
    r"To $\sigma = 10^3$ the same Adam needs at most"
    f" {FEWER:,} steps under log σ² and log σ, and at least {MORE:,} under softplus, shifted softplus and squareplus.",
    page=PAGE,
    of=SHORT,
    controls=ALL_ALIKE,
)
def test_steps_to_large_sigma(read):
    limits = {name: {"at_least": MORE} for name in HEADS}
    limits |= {name: {"at_most": FEWER} for name in ("log_variance", "log_std")}
    return {
        name: bound(steps_from_zero(read[name])[-1], **limits[name], unit="steps")
        for name in HEADS
    }


def raw_of(log_std_of, log_sigma):
    """The h with that log σ, float64, by halving; all nine but log 1/σ² rise with h."""
    low, high = -1e4, 1e4
    for _ in range(100):
        middle = (low + high) / 2
        below = log_std_of(tf.constant(middle, tf.float64)) < log_sigma
        low, high = (middle, high) if below else (low, middle)
    return low


SCALES = 10.0 ** np.arange(-3, 4)
SPARE = 1  # step, for rounding


@claim(
    "Start h at log std(y) and let the σ that is left be a fifth of it: the number of Adam's steps is then the same"
    r" for y in every scale from $10^{-3}$ to $10^3$, give or take "
    f"{SPARE} step, under log σ and under log σ².",
    page=PAGE,
    of={name: LOG_STD[name] for name in ("log_std", "log_variance")},
    controls={
        "softplus": dict.fromkeys(("log_std", "log_variance"), LOG_STD["softplus_std"]),
        "squareplus": dict.fromkeys(
            ("log_std", "log_variance"), LOG_STD["squareplus_std"]
        ),
    },
)
def test_started_at_its_scale_log_sigma_forgets_it(read):
    parts = {}
    for name, log_std_of in read.items():
        starts = [raw_of(log_std_of, math.log(scale)) for scale in SCALES]
        steps = steps_to(log_std_of, SCALES / 5, starts, RATE, WITHIN, at_most=20_000)
        parts[f"spread, {name}"] = bound(np.ptp(steps), at_most=SPARE, unit="steps")
    return parts


# One outlier

SGD_RATE, OUTLIER, FOLD = 0.1, 100, 100
BEFORE = 10_000
ROOT, IN_ALL = (
    3.2,
    33,
)  # (1 − 0.9)/√(1 − 0.999) = √10, ten times that in all; and a little for the values before


def plain_step(log_std_of, raw, square):
    """h after one step of SGD on the Normal likelihood of a residual with that square; float32."""
    raw = tf.Variable(raw, dtype=tf.float32)
    with tf.GradientTape() as tape:
        log_sigma = log_std_of(raw)
        loss = log_sigma + 0.5 * square * tf.exp(-2 * log_sigma)
    tf.keras.optimizers.SGD(SGD_RATE).apply([tape.gradient(loss, raw)], [raw])
    return raw


def clipped_step(log_std_of, raw, square):
    return plain_step(log_std_of, raw, min(square, 4.0))


@claim(
    f"In one step of SGD with a rate of {SGD_RATE:g} from σ = 1, one value that lies {OUTLIER} standard deviations off"
    r" moves h by $\alpha\, g\,(r^2-1)$, to within"
    f" one part in {PARTS:,}, and takes σ up at least {FOLD}-fold: under log σ², log σ, both softplus and squareplus.",
    page=PAGE,
    of=plain_step,
    controls={
        "residuals clipped to two σ": clipped_step,
        "the outlier's size in place of its square": lambda read, raw, square: (
            plain_step(read, raw, math.sqrt(square))
        ),
    },
)
def test_one_outlier_under_sgd(step):
    parts = {}
    for name, log_std_of in SHORT.items():
        start = raw_of(log_std_of, 0.0)
        raw = step(log_std_of, start, float(OUTLIER**2))
        moved = SGD_RATE * slope(log_std_of, start) * (OUTLIER**2 - 1)
        parts[f"h moved, {name}"] = bound(
            float(raw) - start,
            at_least=moved * (1 - 1 / PARTS),
            at_most=moved * (1 + 1 / PARTS),
        )
        parts[f"σ, {name}"] = bound(tf.exp(log_std_of(raw)), at_least=FOLD)
    return parts


@claim(
    f"The same step leaves σ below {FOLD} under log σ² clamped by softplus from −{FAR_OUT} to $\\tfrac12$, and below"
    f" {FOLD} under log σ clamped by tanh to $(-3, 3)$.",
    page=PAGE,
    of={
        "tanh": lambda h: soft_clamp(h, -3, 3),
        "softplus": LOG_STD["softplus_clamped_log_variance"],
    },
    controls={
        "no clamp": dict.fromkeys(("tanh", "softplus"), LOG_STD["log_std"]),
        "shifted softplus": dict.fromkeys(
            ("tanh", "softplus"), LOG_STD["shifted_softplus_std"]
        ),
    },
)
def test_one_outlier_under_a_clamp(read):
    return {
        name: bound(
            tf.exp(log_std_of(plain_step(log_std_of, 0.0, float(OUTLIER**2)))),
            at_most=FOLD,
        )
        for name, log_std_of in read.items()
    }


OUTLIERS = (10, 100, 1000)


def straight(slope, outlier):
    """SGD's step in units of its rate, in place of Adam's, and no memory of it."""
    return slope * (outlier**2 - 1), slope * (outlier**2 - 1)


@claim(
    f"Adam, after {BEFORE:,} ordinary values, moves h by at most {ROOT:g} of its rates in the step at one value that lies"
    f" {OUTLIERS[0]}, {OUTLIERS[1]} or {OUTLIERS[2]:,} standard deviations off, and by at most {IN_ALL:g} in all that"
    " follows from it, under each of the five.",
    page=PAGE,
    of=functools.partial(moved_by_outlier, before=BEFORE),
    controls={
        "SGD": straight,
        "no second average": lambda slope, r: (0.1 * r**2, r**2),
    },
)
def test_one_outlier_under_adam(moved):
    slopes = [slope(read, raw_of(read, 0.0)) for read in SHORT.values()]
    parts = {}
    for outlier in OUTLIERS:
        at_it, in_all = zip(*(moved(each, outlier) for each in slopes), strict=True)
        facts = {"unit": "rates", "n": BEFORE, "seeds": [0]}
        parts[f"at {outlier}"] = bound(max(at_it), at_most=ROOT, **facts)
        parts[f"in all, {outlier}"] = bound(max(in_all), at_most=IN_ALL, **facts)
    return parts


# What the snippet does besides


@pytest.mark.parametrize("name", LOG_STD)
@pytest.mark.parametrize("dtype", [tf.float16, tf.bfloat16], ids=lambda d: d.name)
def test_no_hole_in_a_usable_range(name, dtype):
    """The search takes it for granted: of all h of 16 bits, the usable ones are those within the range."""
    bits = tf.bitcast(tf.constant(np.arange(2**16), tf.uint16), dtype)
    h = np.sort(tf.boolean_mask(bits, tf.math.is_finite(bits)).numpy().astype(float))
    log_std = LOG_STD[name](tf.cast(h, dtype))
    scales = tf.exp(tf.stack([log_std, 2 * log_std, -2 * log_std]))
    usable = tf.reduce_all(tf.math.is_finite(scales) & (scales > 0), axis=0).numpy()
    assert usable_range(LOG_STD[name], dtype) == (h[usable][0], h[usable][-1])
    assert usable[(h >= h[usable][0]) & (h <= h[usable][-1])].all()


@pytest.mark.parametrize("name", LOG_STD)
def test_gradient_is_finite_for_every_finite_h(name):
    for dtype in DTYPES:
        ends = float(dtype.min), -1e4, -20.0, 20.0, 1e4, float(dtype.max)
        assert all(math.isfinite(slope(LOG_STD[name], h, dtype)) for h in ends)


def test_describe_gives_what_its_parts_give():
    found = describe("log_variance")
    assert found.std_at_zero == 1
    assert found.slopes == (0.5, 0.5, 0.5)
    assert list(found.ranges) == ["float32", "bfloat16", "float16"]


def test_unknown_names_are_refused():
    expected = "parameterization is 'log_sigma'; expected one of log_variance, log_std"
    for function in (functools.partial(log_std, tf.zeros(2)), describe):
        with pytest.raises(ValueError, match=expected):
            function("log_sigma")


@pytest.mark.parametrize("dtype", [tf.int32, tf.complex64, tf.bool])
def test_raw_outputs_that_are_no_floats_are_refused(dtype):
    raw = tf.cast([1, 0], dtype)
    for name in LOG_STD:
        with pytest.raises(
            TypeError, match=f"raw is {dtype.name}; expected a floating"
        ):
            log_std(raw, name)


def test_a_nan_is_shown_rather_than_hidden():
    for name, log_std_of in LOG_STD.items():
        assert math.isnan(log_std_of(tf.constant(math.nan))), name


@pytest.mark.parametrize("clamp", [soft_clamp, softplus_clamp])
@pytest.mark.parametrize(
    "limits", [(1, 1), (2, 1), (math.nan, 1), (-math.inf, 1), (0, math.inf)]
)
def test_limits_that_are_none_are_refused(clamp, limits):
    with pytest.raises(ValueError, match=r"low, high are .*; expected finite"):
        clamp(tf.constant(0.0), *limits)


@pytest.mark.parametrize("h", [math.nan, math.inf, -math.inf])
def test_no_slope_where_h_is_not_finite(h):
    with pytest.raises(ValueError, match=f"h is {h}; expected a finite float32"):
        slope(LOG_STD["log_std"], h)


def test_ranges_are_for_floating_dtypes():
    with pytest.raises(TypeError, match="dtype is int32; expected a floating one"):
        usable_range(LOG_STD["log_std"], tf.int32)


def test_the_adam_of_the_measured_steps_is_the_frameworks():
    raw, adam = tf.Variable(0.0), tf.keras.optimizers.Adam(0.01)
    ours = first = second = tf.constant(0.0, tf.float64)
    for number in range(1, 21):
        adam.apply([raw - 3.0], [raw])
        change, first, second = adam_step(ours - 3.0, first, second, number)
        ours += 0.01 * change
    assert float(ours) == pytest.approx(float(raw), rel=1e-5)


def test_the_names_that_this_site_trains_with_mean_the_same():
    raw = tf.constant([-5.0, 0.0, 5.0])
    for name in set(LOG_STD) & set(IN_TRAINING):
        np.testing.assert_allclose(
            log_std(raw, name), IN_TRAINING[name](raw), rtol=1e-6
        )
