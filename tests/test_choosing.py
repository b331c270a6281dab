"""Claims of practice/choosing.md, and what its snippet does with bad input."""

import math
from dataclasses import replace

import ml_dtypes
import numpy as np
import pytest
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact
from snippets.choosing import (
    PARAMETERIZATIONS,
    describe,
    farthest,
    parameterization,
    slope,
    softplus_clamp,
    tanh_clamp,
    usable_range,
)
from snippets.parameterization import LOG_STD, SHIFT

PAGE = "practice/choosing.md"
READ = {name: each.log_std for name, each in PARAMETERIZATIONS.items()}
DTYPES = (tf.float32, tf.bfloat16, tf.float16)


def naive_squareplus(h):
    return (h + tf.sqrt(h * h + 4)) / 2


def squareplus_reference(h):
    """σ in double precision, for h of 0 or less: no digits cancel."""
    h = h.astype(np.float64)
    return 2 / (np.sqrt(h * h + 4) - h)


def log_naive_squareplus(h):
    return tf.math.log(naive_squareplus(h))


def sigmoid(h):
    return 1 / (1 + math.exp(-h))


def softplus(h):
    return math.log1p(math.exp(h))


# Where it starts, and how fast it moves


ROOT_E = math.exp(0.5)
STARTS = {  # σ at h = 0, as the page derives it
    **dict.fromkeys(READ, 1.0),
    "softplus_std": math.log(2),
    "softplus_clamped_log_variance": math.sqrt(math.exp(-10) + ROOT_E / (1 + ROOT_E)),
}


@claim(
    "At $h = 0$, σ is $\\ln 2$ under softplus, $\\sqrt{e^{-10} + \\sqrt e/(1+\\sqrt e)}$ under the clamp by softplus, and 1"
    " under the other seven: in float32 to within 16 units in the last place.",
    page=PAGE,
    of=READ,
    controls={
        "the shift is lost": {**READ, "shifted_softplus_std": READ["softplus_std"]},
        "squareplus with h² + 1 in place of h² + 4": {
            **READ,
            "squareplus_std": lambda h: tf.math.asinh(h) - math.log(2),
        },
        "the clamp's limits are those of log σ": {
            **READ,
            "softplus_clamped_log_variance": lambda h: softplus_clamp(h, -10, 0.5),
        },
    },
)
def test_sigma_at_h_zero(read):
    return {
        name: exact(
            tf.exp(read[name](tf.constant(0.0))).numpy(), np.float32(start), ulps=16
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


@claim(
    "At $h = -10$, $0$ and $10$ automatic differentiation in float32 gives each of the nine the slope"
    " $d\\log\\sigma/dh$ that this page's formula for it gives, to within one part in ten thousand.",
    page=PAGE,
    of=READ,
    controls={
        "the derivative of σ in place of log σ": {
            **READ,
            "softplus_std": tf.math.softplus,
        },
        "the sign of the precision forgotten": {
            **READ,
            "log_precision": READ["log_variance"],
        },
        "a hard clamp in place of the soft one": {
            **READ,
            "tanh_clamped_log_std": lambda h: tf.clip_by_value(h, -5.0, 5.0),
        },
    },
)
def test_slope_of_log_sigma(read):
    grid = np.linspace(-10, 10, 81)
    curves = {name: read[name](tf.constant(grid, tf.float32)) for name in DRAWN}
    parts = {}
    for name, formula in SLOPES.items():
        for h in (-10.0, 0.0, 10.0):
            ends = formula(h) * (1 - 1e-4), formula(h) * (1 + 1e-4)
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


def limits_of_log_std(dtype):
    """Where |log σ| must end: σ² or 1/σ² leaves the normal numbers, or all numbers; ± two steps of the dtype."""
    info = ml_dtypes.finfo(dtype.as_numpy_dtype)
    ends = -0.5 * math.log(info.tiny), 0.5 * math.log(info.max)
    step = float(info.eps) * 2 ** math.floor(math.log2(ends[1]))
    return min(ends) - 2 * step, max(ends) + 2 * step


@claim(
    "In float32, bfloat16 and float16, the seven parameterizations without a clamp lose σ, σ² or 1/σ² at the same σ:"
    " $|\\log\\sigma|$ is then between $\\tfrac12\\ln(1/t)$ and $\\tfrac12\\ln m$, give or take two steps of the"
    " dtype, where $t$ is the dtype's smallest normal number and $m$ its greatest.",
    page=PAGE,
    of={name: READ[name] for name in RAW},
    controls={
        "log σ read as log σ²": {"log_variance": READ["log_std"]},
        "log of TensorFlow's softplus": {"log_std": LOG_STD["softplus_std"]},
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


@claim(
    "Under either soft clamp every finite $h$ is usable, in float32, bfloat16 and float16.",
    page=PAGE,
    of={name: READ[name] for name in READ if name not in RAW},
    controls={
        "a clamp of log σ to ±10": {"clamp": lambda h: tanh_clamp(h, -10, 10)},
        "no clamp: squareplus": {"squareplus": READ["squareplus_std"]},
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


@claim(
    "For 40,001 values of $h$ from −10,000 to 10,000, log σ of softplus, shifted softplus and squareplus agrees with"
    " double precision to within 4 machine epsilons, relative where $|\\log\\sigma|$ is above 1 and absolute where it"
    " is below: in float32, bfloat16 and float16.",
    page=PAGE,
    of={name: READ[name] for name in CURVED},
    controls={
        "log of TensorFlow's softplus": {"softplus_std": LOG_STD["softplus_std"]},
        "squareplus as it is usually written": {"squareplus_std": log_naive_squareplus},
        "the shift in three digits": {
            "shifted_softplus_std": lambda h: READ["softplus_std"](h + 0.541)
        },
    },
)
def test_log_sigma_for_every_h(read):
    parts = {}
    for name, log_std_of in read.items():
        for dtype in DTYPES:
            raw = tf.cast(np.linspace(-10_000, 10_000, 40_001), dtype)
            found = tf.cast(log_std_of(raw), tf.float64).numpy()
            expected = log_std_reference(name, tf.cast(raw, tf.float64).numpy())
            error = np.abs(found - expected) / np.maximum(1, np.abs(expected))
            epsilon = float(ml_dtypes.finfo(dtype.as_numpy_dtype).eps)
            parts[f"{name}, {dtype.name}"] = bound(
                np.max(error) / epsilon, at_most=4, unit="ε", n=len(raw)
            )
    return parts


@claim(
    "Squareplus written as $(h+\\sqrt{h^2+4})/2$ is exactly zero in float32 for every $h$ tried between $-10^{18}$ and"
    " $-2^{13.5}$, and off by more than a tenth somewhere above $h = -4096$.",
    page=PAGE,
    of=naive_squareplus,
    controls={
        "two divided by √(h² + 4) − h": lambda h: 2 / (tf.sqrt(h * h + 4) - h),
        "exp of asinh(h/2)": lambda h: tf.exp(READ["squareplus_std"](h)),
    },
)
def test_naive_squareplus_is_zero(squareplus):
    far = -np.logspace(math.log10(2**13.5), 18, 20_001)[1:].astype(np.float32)
    near = -np.linspace(0, 4096, 40_001).astype(np.float32)
    error = squareplus(tf.constant(near)).numpy() / squareplus_reference(near) - 1
    off = near[np.abs(error) > 0.1]
    return {
        "largest σ": bound(np.max(squareplus(tf.constant(far))), at_most=0, n=len(far)),
        "first h off by a tenth": bound(
            off[0] if len(off) else -math.inf, at_least=-4096, n=len(near)
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


def hard_clamp(h):
    return tf.clip_by_value(h, -5.0, 5.0)


def nvae_clamp(h):
    return tanh_clamp(h, -5, 5)


def pets_clamp(h):
    return softplus_clamp(h, -10, 0.5)


@claim(
    "A hard clamp to $[-5, 5]$ passes no gradient on from any $h$ outside: zero, in float32, bfloat16 and float16.",
    page=PAGE,
    of=hard_clamp,
    controls={
        "the clamp by tanh to the same limits": nvae_clamp,
        "a hard clamp to [−6, 6]": lambda h: tf.clip_by_value(h, -6.0, 6.0),
    },
)
def test_hard_clamp_has_no_gradient_outside(clamp):
    return {part: exact(abs(h), 5.0) for part, h in reaches(clamp).items()}


@claim(
    "The two soft clamps pass a gradient on beyond their limits, everywhere up to $|h| = 17$ in all three dtypes.",
    page=PAGE,
    of={"tanh": nvae_clamp, "softplus": pets_clamp},
    controls={
        "a hard clamp": {"hard": hard_clamp},
        "the clamp by tanh to [−3, 3]": {"tanh": lambda h: tanh_clamp(h, -3, 3)},
    },
)
def test_soft_clamps_have_gradient_outside(clamps):
    return {
        f"{name}, {part}": bound(abs(h), at_least=17)
        for name, clamp in clamps.items()
        for part, h in reaches(clamp).items()
    }


@claim(
    "The gradient of the clamp by tanh to $(-5, 5)$ is exactly zero too from $|h| = \\tfrac52(p+2)\\ln2$ on, or"
    " earlier, where $p$ is the number of bits of the dtype's significand.",
    page=PAGE,
    of=nvae_clamp,
    controls={
        "the clamp by softplus": pets_clamp,
        "the clamp by tanh to (−6, 6)": lambda h: tanh_clamp(h, -6, 6),
    },
)
def test_tanh_clamp_goes_flat(clamp):
    significand = {"float32": 24, "bfloat16": 8, "float16": 11}
    return {
        part: bound(
            abs(h), at_most=2.5 * (significand[part.split(",")[0]] + 2) * math.log(2)
        )
        for part, h in reaches(clamp).items()
    }


# What the snippet does besides


@pytest.mark.parametrize("name", PARAMETERIZATIONS)
@pytest.mark.parametrize("dtype", [tf.float16, tf.bfloat16], ids=lambda d: d.name)
def test_no_hole_in_a_usable_range(name, dtype):
    """The search takes it for granted: of all h of 16 bits, the usable ones are those within the range."""
    bits = tf.bitcast(tf.constant(np.arange(2**16), tf.uint16), dtype)
    h = np.sort(tf.boolean_mask(bits, tf.math.is_finite(bits)).numpy().astype(float))
    log_std = READ[name](tf.cast(h, dtype))
    scales = tf.exp(tf.stack([log_std, 2 * log_std, -2 * log_std]))
    usable = tf.reduce_all(tf.math.is_finite(scales) & (scales > 0), axis=0).numpy()
    assert usable_range(READ[name], dtype) == (h[usable][0], h[usable][-1])
    assert usable[(h >= h[usable][0]) & (h <= h[usable][-1])].all()


@pytest.mark.parametrize("name", PARAMETERIZATIONS)
def test_gradient_is_finite_for_every_finite_h(name):
    for dtype in DTYPES:
        ends = float(dtype.min), -1e4, -20.0, 20.0, 1e4, float(dtype.max)
        assert all(math.isfinite(slope(READ[name], h, dtype)) for h in ends)


def test_describe_gives_what_its_parts_give():
    found = describe("log_variance")
    assert found.std_at_zero == 1
    assert found.slopes == (0.5, 0.5, 0.5)
    assert list(found.ranges) == ["float32", "bfloat16", "float16"]


def test_unknown_names_are_refused():
    expected = "parameterization is 'log_sigma'; expected one of log_variance, log_std"
    for function in (parameterization, describe):
        with pytest.raises(ValueError, match=expected):
            function("log_sigma")


@pytest.mark.parametrize("dtype", [tf.int32, tf.complex64, tf.bool])
def test_raw_outputs_that_are_no_floats_are_refused(dtype):
    raw = tf.cast([1, 0], dtype)
    for name in PARAMETERIZATIONS:
        with pytest.raises(
            TypeError, match=f"raw is {dtype.name}; expected a floating"
        ):
            parameterization(name).log_std(raw)


def test_a_nan_is_shown_rather_than_hidden():
    for name, log_std_of in READ.items():
        assert math.isnan(log_std_of(tf.constant(math.nan))), name


@pytest.mark.parametrize("clamp", [tanh_clamp, softplus_clamp])
@pytest.mark.parametrize(
    "limits", [(1, 1), (2, 1), (math.nan, 1), (-math.inf, 1), (0, math.inf)]
)
def test_limits_that_are_none_are_refused(clamp, limits):
    with pytest.raises(ValueError, match=r"low, high are .*; expected finite"):
        clamp(tf.constant(0.0), *limits)


@pytest.mark.parametrize("h", [math.nan, math.inf, -math.inf])
def test_no_slope_where_h_is_not_finite(h):
    with pytest.raises(ValueError, match=f"h is {h}; expected a finite float32"):
        slope(READ["log_std"], h)


def test_ranges_are_for_floating_dtypes():
    with pytest.raises(TypeError, match="dtype is int32; expected a floating one"):
        usable_range(READ["log_std"], tf.int32)
