"""Claims of practice/choosing.md on where σ starts, how fast it moves, and how far h may go."""

import functools
import math

import ml_dtypes
import numpy as np
import tensorflow as tf
from scipy.special import expit as sigmoid
from scipy.special import softplus

from evidence.claims import claim
from evidence.measurements import bound, exact
from snippets.choosing import LOG_STD, SHIFT, slope, usable_range
from snippets.parameterization import LOG_STD as IN_TRAINING
from snippets.soft_clamp import soft_clamp, softplus_clamp

claim = functools.partial(claim, page="practice/choosing.md")
DTYPES = (tf.float32, tf.bfloat16, tf.float16)


def naive_squareplus(h):
    return (h + tf.sqrt(h * h + 4)) / 2


def log_naive_squareplus(h):
    return tf.math.log(naive_squareplus(h))


def of_changed_raw(change):
    """All seven, each read at `change(h)`."""
    return {
        name: lambda h, read=read: read(change(h)) for name, read in LOG_STD.items()
    }


def replaced(**read):
    """All seven, some of them read otherwise."""
    return LOG_STD | read


# Where it starts, and how fast it moves


ROOT_E = math.exp(0.5)
STARTS = {  # σ at h = 0, as the page derives it
    **dict.fromkeys(LOG_STD, 1.0),
    "softplus_std": math.log(2),
    "softplus_clamped_log_variance": math.sqrt(math.exp(-10) + ROOT_E / (1 + ROOT_E)),
}


ULPS = 16


@claim(
    "At $h = 0$, σ is 1 for log σ², log σ, shifted softplus, squareplus and the clamp by tanh. It is $\\ln 2$ for softplus and"
    f" $\\sqrt{{e^{{-10}} + \\sqrt e/(1+\\sqrt e)}}$ for the clamp by softplus (float32, within {ULPS} units in the last place).",
    of=LOG_STD,
    controls={
        "every h is one too large": of_changed_raw(lambda h: h + 1),
        "the shift is lost": replaced(shifted_softplus_std=LOG_STD["softplus_std"]),
        "squareplus with h² + 1 in place of h² + 4": replaced(
            squareplus_std=lambda h: tf.math.asinh(h) - math.log(2)
        ),
        "the clamp's limits are those of log σ": replaced(
            softplus_clamped_log_variance=lambda h: softplus_clamp(h, -10, 0.5)
        ),
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
    "softplus_std": lambda h: sigmoid(h) / softplus(h),
    "shifted_softplus_std": lambda h: sigmoid(h + SHIFT) / softplus(h + SHIFT),
    "squareplus_std": lambda h: 1 / math.sqrt(h * h + 4),
    "tanh_clamped_log_std": lambda h: 1 / math.cosh(h / 5) ** 2,
    "softplus_clamped_log_variance": clamped_slope,
}
DRAWN = [  # by the figure
    name
    for name in SLOPES
    if name not in ("shifted_softplus_std", "softplus_clamped_log_variance")
]


PARTS = 10_000  # one part in so many
FAR_OUT = 10


@claim(
    "The slope $d\\log\\sigma/dh$ of each of the seven parameterizations is that of this page's formula: automatic differentiation"
    f" agrees with it to within one part in {PARTS:,} at $h = -{FAR_OUT}$, $0$ and ${FAR_OUT}$ (float32).",
    of=LOG_STD,
    controls={
        "every h halved": of_changed_raw(lambda h: h / 2),
        "the derivative of σ in place of log σ": replaced(
            softplus_std=tf.math.softplus
        ),
        "a hard clamp in place of the soft one": replaced(
            tanh_clamped_log_std=lambda h: tf.clip_by_value(h, -5.0, 5.0)
        ),
    },
)
def test_slope_of_log_sigma(read):
    grid = np.linspace(-10, 10, 81)
    series = {"h": grid}
    for name in DRAWN:
        series[name] = read[name](tf.constant(grid, tf.float32)).numpy()
    parts = {}
    for name, formula in SLOPES.items():
        for h in (-FAR_OUT, 0.0, FAR_OUT):
            ends = formula(h) * (1 - 1 / PARTS), formula(h) * (1 + 1 / PARTS)
            parts[f"{name}, h = {h:g}".replace("-", "−")] = bound(
                slope(read[name], h), min(ends), max(ends), series=series
            )
    return parts


# How far h may go


RAW = {  # the h of a given log σ, in double precision
    "log_variance": lambda s: 2 * s,
    "log_std": lambda s: s,
    "softplus_std": lambda s: math.exp(s) + math.log(-math.expm1(-math.exp(s))),
    "shifted_softplus_std": lambda s: RAW["softplus_std"](s) - SHIFT,
    "squareplus_std": lambda s: 2 * math.sinh(s),
}


STEPS = 2  # of the dtype
range_of = functools.cache(usable_range)  # controls share what they do not change


def limits_of_log_std(dtype):
    """Where |log σ| must end: σ² or 1/σ² leaves the normal numbers, or all numbers; ± STEPS of the dtype."""
    info = ml_dtypes.finfo(dtype.as_numpy_dtype)
    ends = -0.5 * math.log(info.tiny), 0.5 * math.log(info.max)
    step = float(info.eps) * 2 ** math.floor(math.log2(ends[1]))
    return min(ends) - STEPS * step, max(ends) + STEPS * step


@claim(
    f"The {len(RAW)} parameterizations without a clamp lose σ, σ² or 1/σ² at about the same σ. There $|\\log\\sigma|$ is between"
    " $\\tfrac12\\ln(1/t)$ and $\\tfrac12\\ln m$, if $t$ is the dtype's smallest normal number and $m$ its largest"
    f" (float32, bfloat16 and float16, within {STEPS} steps of the dtype).",
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
            lowest, highest = range_of(log_std_of, dtype)
            parts[f"{name}, {dtype.name}, lowest"] = bound(
                lowest, at_least=RAW[name](-far), at_most=RAW[name](-near)
            )
            parts[f"{name}, {dtype.name}, highest"] = bound(
                highest, at_least=RAW[name](near), at_most=RAW[name](far)
            )
    return parts


CLAMPED = [name for name in LOG_STD if name not in RAW]


@claim(
    "Under both soft clamps σ, σ² and 1/σ² are positive and finite for every finite $h$ (float32, bfloat16 and float16).",
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
            np.array(range_of(log_std_of, dtype)),
            np.array([float(dtype.min), float(dtype.max)]),
        )
        for name, log_std_of in read.items()
        for dtype in DTYPES
    }


def log_std_reference(name, h):
    """log σ in double precision, from formulas that lose no digits; `h` is a float64 array."""
    if name == "squareplus_std":
        return np.sign(h) * np.log((np.abs(h) + np.sqrt(h * h + 4)) / 2)
    h = h + SHIFT if name == "shifted_softplus_std" else h
    log_softplus = np.log(np.logaddexp(0, np.maximum(h, -30)))
    return np.where(h < -30, h - np.exp(np.minimum(h, -30)) / 2, log_softplus)


CURVED = ("softplus_std", "shifted_softplus_std", "squareplus_std")
TRIED, FARTHEST, EPSILONS = 40_001, 10_000, 4


@claim(
    "log σ of softplus, shifted softplus and squareplus is accurate for every $h$ that was tried. For"
    f" {TRIED:,} values from −{FARTHEST:,} to {FARTHEST:,} it agrees with double precision to within {EPSILONS} machine epsilons"
    " (float32, bfloat16 and float16, relative if $|\\log\\sigma|$ is above 1 and absolute otherwise).",
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
    "Squareplus written as $(h+\\sqrt{h^2+4})/2$ loses σ for very negative $h$ in float32. It is off by more than"
    f" {100 * BY:g} % somewhere above $h = {OFF}$, and exactly zero for every $h$ that was tried between $-10^{{18}}$ and $-2^{{13.5}}$.",
    of=naive_squareplus,
    controls={"2/(√(h² + 4) − h) in its place": lambda h: 2 / (tf.sqrt(h * h + 4) - h)},
)
def test_naive_squareplus_is_zero(squareplus):
    far = -np.logspace(math.log10(2**13.5), 18, 20_001)[1:].astype(np.float32)
    near = -np.linspace(0, -OFF, 40_001).astype(np.float32)
    expected = np.exp(log_std_reference("squareplus_std", np.float64(near)))
    off = near[np.abs(squareplus(tf.constant(near)).numpy() / expected - 1) > BY]
    return {
        "largest σ": bound(np.max(squareplus(tf.constant(far))), at_most=0, n=len(far)),
        "first h off by a tenth": bound(
            off[0] if len(off) else -math.inf, at_least=OFF, n=len(near)
        ),
    }
