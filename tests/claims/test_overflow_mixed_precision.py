"""The claims of practice/overflow.md on mixed precision in Keras: what stays float32, and what loss scaling does."""

import functools

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab.studies.mixed_precision import PIXELS, dtypes, first_gradient

claim = functools.partial(claim, page="practice/overflow.md")
EXPECTED = {
    "float32": ("kernel", "Adam's moments", "loss object", "h of a float32 layer"),
    "float16": ("h", "σ²", "cross-entropy"),
}


@claim(
    "With Keras's policy `mixed_float16`, a layer's output h is float16, and so are $e^h$ and TensorFlow's cross-entropy of h."
    " The weights, Adam's moments, Keras's loss objects, and layers that are given `dtype=\"float32\"` are float32.",
    of="mixed_float16",
    controls={
        "float16 throughout": "float16",
        "bfloat16 for float16": "mixed_bfloat16",
    },
)
def test_what_mixed_float16_leaves(policy):
    found = dtypes(policy)
    return {
        dtype: exact(
            sum(found[name] == dtype for name in names), len(names), unit="tensors"
        )
        for dtype, names in EXPECTED.items()
    }


SEED = 1  # the limits are from trials with seed 0
FIRST_SCALE = 2.0**15  # of Keras's LossScaleOptimizer
MANY, FEW = 0.01, 0.001


def lost(policy, loss_scale):
    """Share of the elements of a gradient that are 0 under `policy` and are not in float32."""
    exact_one = first_gradient("float32", weight=1 / PIXELS, seed=SEED)
    found = first_gradient(policy, loss_scale, 1 / PIXELS, SEED)
    return np.mean((found == 0) & (exact_one != 0))


@claim(
    f"Float16 rounds more than {100 * MANY:g} % of a gradient's elements to 0. If the loss is multiplied by $2^{{15}}$, it rounds"
    f" less than {100 * FEW:g} % of them (the tutorial's untrained network, a mean over {PIXELS} pixels).",
    of=("mixed_float16", FIRST_SCALE),
    controls={
        "no loss scaling": ("mixed_float16", 1.0),
        "float32": ("float32", FIRST_SCALE),
    },
)
def test_loss_scaling_keeps_small_gradients(setting):
    policy, loss_scale = setting
    return {
        "plain": bound(lost(policy, 1.0), at_least=MANY, seeds=[SEED]),
        "scaled": bound(lost(policy, loss_scale), at_most=FEW, seeds=[SEED]),
    }


@claim(
    "If the loss of the same network is a sum over pixels, a loss scale of $2^{15}$ is too large: the gradient is then"
    " infinite or NaN. Without the scale it is finite.",
    of=("mixed_float16", 1.0),
    controls={
        "the mean over pixels": ("mixed_float16", 1 / PIXELS),
        "a sum a thousand times as large": ("mixed_float16", 4000.0),
    },
)
def test_first_loss_scale_is_too_large_for_a_sum(setting):
    policy, weight = setting
    finite = {
        scale: np.isfinite(first_gradient(policy, scale, weight, SEED)).all()
        for scale in (1.0, FIRST_SCALE)
    }
    return {
        "unscaled": exact(int(finite[1.0]), 1),
        "scaled": exact(int(finite[FIRST_SCALE]), 0),
    }
