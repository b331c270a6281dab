"""Claims of practice/softplus.md."""

import functools
import math

import ml_dtypes
import numpy as np
import tensorflow as tf
from scipy.optimize import brentq

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab import records
from lab.data import digits, only_on_mnist
from lab.experiments import Config, trained
from snippets.choosing import LOG_STD, SHIFT, farthest, slope
from snippets.cvae import make_encoder
from snippets.parameterization import LOG_STD as IN_TRAINING
from snippets.softplus import log_softplus
from snippets.two_heads import kl_to_standard_normal

claim = functools.partial(claim, page="practice/softplus.md")
SIGNIFICANDS = {tf.float16: 11, tf.bfloat16: 8, tf.float32: 24, tf.float64: 53}  # bits


def naive_softplus(h):
    return tf.math.log(1 + tf.exp(h))


def finfo(dtype):
    return ml_dtypes.finfo(dtype.as_numpy_dtype)


# The start

ULPS = 8


@claim(
    "At $h = 0$ and $\\mu = 0$ the KL under softplus is $\\tfrac12(\\ln^2 2 - 1) - \\ln\\ln 2$ nats per latent dimension, in"
    f" float32 to within {ULPS} units in the last place.",
    of=log_softplus,
    controls={
        "shifted softplus": LOG_STD["shifted_softplus_std"],
        "softplus read as σ²": lambda h: 0.5 * log_softplus(h),
    },
)
def test_softplus_start_costs_nats(log_std_of):
    kl = kl_to_standard_normal(0.0, log_std_of(tf.constant(0.0)))
    expected = 0.5 * (math.log(2) ** 2 - 1) - math.log(math.log(2))
    return exact(kl.numpy(), np.float32(expected), ulps=ULPS, unit="nats")


# The slope


def slopes_of(function, h):
    """d function/dh at every element of the array `h`, in its dtype."""
    raw = tf.constant(h)
    with tf.GradientTape() as tape:
        tape.watch(raw)
        value = function(raw)
    return tape.gradient(value, raw).numpy()


TRIED, FROM, TO = 1_901, -20, -1
RANGE = f"{TRIED:,} values of $h$ from {FROM} to {TO}".replace("-", "−")


@claim(
    f"Under softplus the slope of $\\log\\sigma$ is never above 1, and at most $\\tfrac12 e^h$ below it, at {RANGE} in float64.",
    of=log_softplus,
    controls={
        "the slope of σ in place of log σ": tf.math.softplus,
        "the slope of log σ²": lambda h: 2 * log_softplus(h),
        "a log σ² head": LOG_STD["log_variance"],
        "squareplus": LOG_STD["squareplus_std"],
    },
)
def test_slope_of_log_softplus_tends_to_one(log_std_of):
    h = np.linspace(FROM, TO, TRIED)
    short = (1 - slopes_of(log_std_of, h)) / (0.5 * np.exp(h))
    rounding = 1e-6  # one unit in the last place of the slope, at h = −20
    grid = np.linspace(-10, 10, 81)
    series = {
        "h": grid,
        "log σ": slopes_of(log_std_of, grid),
        "σ": slopes_of(tf.math.softplus, grid),
    }
    return {
        "largest shortfall": bound(
            short.max(), at_most=1 + rounding, n=len(h), series=series
        ),
        "smallest shortfall": bound(short.min(), at_least=-rounding, n=len(h)),
        "slope at h = −10": bound(
            slope(log_std_of, -10.0), at_least=1 - 0.5 * math.exp(-10) - 1e-6
        ),
    }


@claim(
    f"Under softplus the slope of σ itself vanishes: it is below $e^h$ at {RANGE}.",
    of=tf.math.softplus,
    controls={
        "the slope of log σ in place of σ": log_softplus,
        "squareplus": lambda h: tf.exp(LOG_STD["squareplus_std"](h)),
    },
)
def test_slope_of_softplus_vanishes(std_of):
    h = np.linspace(FROM, TO, TRIED)
    return {
        "in units of exp(h)": bound(
            np.max(slopes_of(std_of, h) / np.exp(h)), at_most=1, n=len(h)
        ),
        "at h = −10": bound(slope(std_of, -10.0), at_most=math.exp(-10)),
    }


# Where the formulas stop


STEPS = 2  # of the dtype


@claim(
    f"Written as $\\log(1 + e^h)$, softplus is exactly zero below $h = -p\\ln2$, if the dtype's significand has $p$ bits. This"
    f" holds in float16, bfloat16, float32 and float64, to within {STEPS} steps of the dtype.",
    of=naive_softplus,
    controls={
        "TensorFlow's softplus": tf.math.softplus,
        "log1p in place of log(1 + …)": lambda h: tf.math.log1p(tf.exp(h)),
    },
)
def test_naive_softplus_is_zero(softplus):
    parts = {}
    for dtype, bits in SIGNIFICANDS.items():
        edge = -bits * math.log(2)
        step = float(finfo(dtype).eps) * 2 ** math.floor(math.log2(-edge))
        last = farthest(lambda h: bool(softplus(h) > 0), float(dtype.min), dtype)
        parts[dtype.name] = bound(
            last, at_least=edge - STEPS * step, at_most=edge + STEPS * step
        )
    return parts


@claim(
    "Far below zero the gradient of the logarithm of TensorFlow's softplus is infinite or NaN. This begins at an $h$ between"
    " $-\\ln m$ and $\\ln t$, where $m$ is the dtype's largest number and $t$ its smallest normal one (float16, bfloat16 and"
    " float32).",
    of=IN_TRAINING["softplus_std"],
    controls={
        "the snippet's log_softplus": log_softplus,
        "squareplus": LOG_STD["squareplus_std"],
    },
)
def test_log_of_softplus_loses_its_gradient(log_std_of):
    parts = {}
    for dtype in (tf.float16, tf.bfloat16, tf.float32):
        ends = -math.log(finfo(dtype).max), math.log(finfo(dtype).tiny)
        step = float(finfo(dtype).eps) * 2 ** math.floor(math.log2(-min(ends)))
        last = farthest(
            lambda h, dtype=dtype: math.isfinite(slope(log_std_of, float(h), dtype)),
            float(dtype.min),
            dtype,
        )
        parts[dtype.name] = bound(
            last, at_least=min(ends) - STEPS * step, at_most=max(ends) + STEPS * step
        )
    return parts


# Large σ


PARTS = 10_000  # one part in so many
GOAL = 100


@claim(
    f"To take σ from 1 to {GOAL}, $h$ must grow by $2\\ln {GOAL}$ under a $\\log\\sigma^2$ head, by $\\ln {GOAL}$ under a"
    f" $\\log\\sigma$ head, and by $\\ln\\frac{{e^{{{GOAL}}}-1}}{{e-1}}$ under softplus, to within"
    f" one part in {PARTS:,}.",
    of={name: LOG_STD[name] for name in ("log_variance", "log_std", "softplus_std")},
    controls={
        "squareplus in place of softplus": {"softplus_std": LOG_STD["squareplus_std"]},
        "the labels of the log heads swapped": {
            "log_variance": LOG_STD["log_std"],
            "log_std": LOG_STD["log_variance"],
        },
    },
)
def test_way_from_1_to_100(read):
    ways = {
        "log_variance": 2 * math.log(GOAL),
        "log_std": math.log(GOAL),
        "softplus_std": GOAL - math.log(math.e - 1),
    }

    def raw_of(log_std_of, std):
        def excess(h):
            return float(log_std_of(tf.constant(h))) - math.log(std)

        return brentq(excess, -20, 200)

    return {
        name: bound(
            raw_of(log_std_of, GOAL) - raw_of(log_std_of, 1),
            at_least=ways[name] * (1 - 1 / PARTS),
            at_most=ways[name] * (1 + 1 / PARTS),
        )
        for name, log_std_of in read.items()
    }


# After training

HEADS = ("log_variance", "log_std", "softplus_std", "shifted_softplus_std")
BATCHES, FIRST_BATCHES = 400, 100
APART = 3  # nats
SMALLEST, LARGEST = 0.1, 2  # σ


@functools.cache
def raw_outputs(head):
    """h of the test images, both latent dimensions, under the stored run of seed 0: float32 (n,)."""
    encoder, config = make_encoder(), Config(head, 0)
    encoder.set_weights(trained(config).encoder)
    images = tf.constant(digits().test[: config.test_images])
    return tf.reshape(tf.split(encoder(images), 2, axis=-1)[1], -1)


def final_elbo(head):
    return records.final_elbo(trained(Config(head, 0)))


def elbo_after_first_batches(head):
    return trained(Config(head, 0)).step_elbo[:FIRST_BATCHES][-20:].mean()


@claim(
    f"After {BATCHES} batches the test ELBO with a $\\log\\sigma$, a softplus or a shifted softplus head is within {APART} nats of"
    f" that with the $\\log\\sigma^2$ head (one seed).",
    of=final_elbo,
    controls={
        f"each head after its first {FIRST_BATCHES} batches": elbo_after_first_batches,
    },
)
def test_softplus_elbo_beside_the_log_heads(elbo_of):
    only_on_mnist()
    reference = final_elbo("log_variance")
    return {
        head: bound(
            elbo_of(head),
            reference - APART,
            reference + APART,
            unit="nats",
            seeds=[0],
        )
        for head in HEADS
    }


def moved(by):
    """The trained encoders with every h moved."""
    return lambda head: raw_outputs(head) + by


@claim(
    f"After {BATCHES} batches every σ of {Config.test_images:,} test images is between {SMALLEST:g} and {LARGEST:g}, with each of the four heads (one seed).",
    of=raw_outputs,
    controls={"every h lowered by 6": moved(-6.0), "every h raised by 6": moved(6.0)},
)
def test_sigma_after_training(raw_of):
    edges = np.linspace(math.log10(SMALLEST), math.log10(LARGEST), 53)  # of log₁₀ σ
    parts, series = {}, {"edges": edges}
    for head in HEADS:
        std = tf.exp(LOG_STD[head](raw_of(head))).numpy()
        limits = {"at_least": SMALLEST, "at_most": LARGEST, "n": len(std), "seeds": [0]}
        series[head] = np.histogram(np.log10(std), edges)[0] / len(std)
        parts[f"{head}, smallest"] = bound(std.min(), **limits)
        parts[f"{head}, median"] = bound(np.median(std), **limits)
        parts[f"{head}, largest"] = bound(std.max(), **limits, series=series)
    return parts


MILLION = 1_000_000


@claim(
    f"After {BATCHES} batches the softplus head has a slope of log σ above a log σ² head's $\\tfrac12$, for all {Config.test_images:,} test images. The"
    f" slope is $(1 - e^{{-\\sigma}})/\\sigma$, to within one part in {MILLION:,} (float64, one seed).",
    of=log_softplus,
    controls={
        "squareplus at the same h": LOG_STD["squareplus_std"],
        "softplus read as σ²": lambda h: 0.5 * log_softplus(h),
    },
)
def test_slope_of_softplus_by_sigma(log_std_of):
    raw = raw_outputs("softplus_std").numpy().astype(np.float64)
    slopes, std = slopes_of(log_std_of, raw), np.exp(log_std_of(raw).numpy())
    off = np.abs(slopes * std / -np.expm1(-std) - 1)
    facts = {"n": len(raw), "seeds": [0]}
    return {
        "smallest slope": bound(slopes.min(), at_least=0.5, **facts),
        "median slope": bound(np.median(slopes), at_least=0.5, **facts),
        "off the formula": bound(off.max(), at_most=1 / MILLION, **facts),
    }


NEAREST, SLOPES_APART = -10, 1e-5


@claim(
    f"Our runs take the logarithm of TensorFlow's softplus. After {BATCHES} batches this is safe: for {Config.test_images:,} test images no h was below"
    f" ${NEAREST}$, and at all of them the slope of log σ in float32 is that of `log_softplus` in float64, to within one part in"
    f" {1 / SLOPES_APART:,.0f} (one seed).",
    of=(raw_outputs, IN_TRAINING["softplus_std"]),
    controls={
        "every h lowered by 100": (moved(-100.0), IN_TRAINING["softplus_std"]),
        "softplus written out": (
            moved(-12.0),
            lambda h: tf.math.log(naive_softplus(h)),
        ),
    },
)
def test_simple_softplus_is_safe_in_our_trainings(thing):
    raw_of, simple = thing
    facts, parts = {"seeds": [0]}, {}
    for head, shift in (("softplus_std", 0.0), ("shifted_softplus_std", SHIFT)):
        raw = np.float32(raw_of(head) + shift)
        apart = slopes_of(simple, raw) / slopes_of(log_softplus, np.float64(raw)) - 1
        worst = np.max(np.abs(np.nan_to_num(apart, nan=np.inf)))
        parts[f"lowest h, {head}"] = bound(raw.min(), at_least=NEAREST, **facts)
        parts[f"slope, {head}"] = bound(worst, at_most=SLOPES_APART, **facts)
    return parts
