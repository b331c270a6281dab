"""A closed-form KL below 0: where rounding does it, and that the front page's lines do not."""

import functools

import jax
import ml_dtypes
import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound
from lab.frameworks.installed import only_with_pytorch
from snippets import short_answer
from snippets.jax import short_answer as short_answer_in_jax

DTYPES = {
    "float32": np.float32,
    "float16": np.float16,
    "bfloat16": ml_dtypes.bfloat16,
}
COLLAPSED = {"float32": 1e-4, "float16": 1e-3, "bfloat16": 1e-3}  # μ and log σ² near 0
SAMPLES, DIMENSIONS, SEED = 20_000, 32, 0
A_THIRD, SELDOM = 1 / 3, 0.01
EPSILONS = 0.5  # the smallest KL, in machine epsilons of the dtype


def usual_kl(mean, log_variance):
    return 0.5 * (tf.exp(log_variance) + mean**2 - 1 - log_variance)


def copied_line(mean, log_variance):
    return -0.5 * (1 + log_variance - mean**2 - tf.exp(log_variance))


def half_missing(mean, log_variance):
    return 0.5 * (tf.exp(log_variance) + mean**2 - 1) - log_variance


def stable_kl(mean, log_variance):
    return short_answer.sample_and_kl(mean, log_variance)[1]


def kl_of_drawn(kl, scale, dtype):
    """KLs (SAMPLES, DIMENSIONS), float64, where μ and log σ² are drawn from scale · N(0, 1)."""
    drawn = np.random.default_rng(SEED).normal(size=(2, SAMPLES, DIMENSIONS)) * scale
    mean, log_variance = (tf.constant(each.astype(DTYPES[dtype])) for each in drawn)
    return tf.cast(kl(mean, log_variance), tf.float64).numpy()


@claim(
    "Computed as $\\tfrac12(e^v+\\mu^2-1-v)$, the KL rounds to below 0 in more than a third of all draws if μ and v = log σ² are near 0,"
    f" and in fewer than {100 * SELDOM:g} % if they are not. It was never below 0 by more than {EPSILONS:g} times the dtype's machine"
    " epsilon. μ and v are draws from N(0, 1), which for “near 0” are multiplied by $10^{-4}$ in float32 and by $10^{-3}$ in"
    " float16 and bfloat16.",
    page="practice/factor-of-two.md",
    of=usual_kl,
    controls={
        "the form with expm1": stable_kl,
        "the ½ of the logarithm missing": half_missing,
    },
)
def test_usual_kl_rounds_below_zero(kl):
    parts = {}
    facts = {"n": SAMPLES * DIMENSIONS, "seeds": [SEED]}
    for dtype, scale in COLLAPSED.items():
        near, far = kl_of_drawn(kl, scale, dtype), kl_of_drawn(kl, 1.0, dtype)
        epsilon = float(ml_dtypes.finfo(DTYPES[dtype]).eps)
        lowest = -min(near.min(), far.min()) / epsilon
        parts |= {
            dtype: bound(np.mean(near < 0), at_least=A_THIRD, **facts),
            f"{dtype}, s = 1": bound(np.mean(far < 0), at_most=SELDOM, **facts),
            f"{dtype}, lowest": bound(lowest, at_most=EPSILONS, unit="ε", **facts),
        }
    return parts


@claim(
    "Computed as in the line that is copied everywhere, $-\\tfrac12(1+v-\\mu^2-e^v)$, the KL was never below 0. Tried in TensorFlow in"
    f" float32, float16 and bfloat16, each on {SAMPLES * DIMENSIONS:,} draws of μ and v = log σ² from N(0, 1), and on as many that"
    " were multiplied by $10^{-4}$ or $10^{-3}$.",
    page="practice/factor-of-two.md",
    of=copied_line,
    controls={"in the order ½ (e^v + μ² − 1 − v)": usual_kl},
)
def test_copied_line_stays_at_zero(kl):
    facts = {"unit": "nats", "n": 2 * SAMPLES * DIMENSIONS, "seeds": [SEED]}
    return {
        dtype: bound(
            min(kl_of_drawn(kl, each, dtype).min() for each in (scale, 1.0)),
            at_least=0,
            **facts,
        )
        for dtype, scale in COLLAPSED.items()
    }


def by_tensorflow(mean, log_variance):
    return stable_kl(tf.constant(mean), tf.constant(log_variance))


def by_jax(mean, log_variance):
    lines = jax.jit(short_answer_in_jax.sample_and_kl)
    return lines(jax.random.key(0), mean, log_variance)[1]


def by_pytorch(mean, log_variance, usual=False):
    """As `by_tensorflow`, or with `usual` ½ (e^v + μ² − 1 − v)."""
    only_with_pytorch()
    import torch

    from snippets.pytorch.short_answer import sample_and_kl

    dtype = getattr(torch, log_variance.dtype.name)
    mean, log_variance = (
        torch.from_numpy(each.astype(np.float32)).to(dtype)
        for each in (mean, log_variance)
    )
    if usual:
        return 0.5 * (log_variance.exp() + mean**2 - 1 - log_variance).double()
    return sample_and_kl(mean, log_variance)[1].double()


def every(dtype):
    """Every finite number of a dtype of 16 bits, and a million of float32, as an array."""
    whole = dtype == np.float32
    bits = np.arange(0, 2**32, 4_294) if whole else np.arange(2**16)
    numbers = bits.astype(np.uint32 if whole else np.uint16).view(dtype)
    return numbers[np.isfinite(numbers.astype(np.float64))]


def lowest(lines):
    """A part for the lowest KL of each framework's lines in each dtype."""
    parts = {}
    for framework, kl in lines.items():
        for name, dtype in DTYPES.items():
            log_variance = every(dtype)
            found = min(
                np.nanmin(np.asarray(kl(mean, log_variance), np.float64))
                for mean in np.full((2, 1), [[0.0], [1e-3]]).astype(dtype)
            )
            parts[f"{framework}, {name}"] = bound(
                found, at_least=0, unit="nats", n=2 * len(log_variance)
            )
    return parts


@claim(
    "The KL that these lines return is never below 0. We tried μ at and near 0, every finite log σ² of float16 and"
    " bfloat16, and about a million of float32, in TensorFlow and in JAX.",
    page="index.md",
    of={"TensorFlow": by_tensorflow, "JAX": by_jax},
    controls={
        "the usual ½ (e^v + μ² − 1 − v)": {"TensorFlow": usual_kl, "JAX": usual_kl}
    },
)
def test_front_page_kl_is_never_negative(lines):
    return lowest(lines)


@claim(
    "For the same numbers the lines in PyTorch return no KL below 0 either.",
    page="index.md",
    of=by_pytorch,
    controls={
        "the usual ½ (e^v + μ² − 1 − v)": functools.partial(by_pytorch, usual=True)
    },
)
def test_pytorch_kl_is_never_negative(kl):
    return lowest({"PyTorch": kl})
