"""Clamps that keep a gradient outside, and the ranges that float formats survive."""

# --8<-- [start:soft-clamp]
import math

import jax
import jax.numpy as jnp

SAFE_LOG_VARIANCE = {  # where σ², 1/σ² and (σ ε)² at |ε| = 6 are normal numbers
    "float32": (-80.0, 80.0),
    "bfloat16": (-80.0, 80.0),
    "float16": (-9.0, 7.0),
}


def check_clamp(raw, low, high):
    """Raise TypeError or ValueError as `soft_clamp` does."""
    if not jnp.issubdtype(raw.dtype, jnp.floating):
        raise TypeError(f"raw is {raw.dtype}; expected a floating dtype")
    if not -math.inf < low < high < math.inf:
        raise ValueError(f"low, high are {low}, {high}; expected finite, low < high")


def soft_clamp(raw, low, high):
    """`raw`, bent smoothly into the range from `low` to `high`; same shape and dtype.

    With the middle m and w, half the width, it is m + w tanh((raw − m)/w). Its slope is
    1 in the middle and falls to both sides. NVAE bends log σ into (−5, 5) like this.
    `low` and `high` are Python numbers, static under `jit`. Raises TypeError if
    `raw` is not floating, and ValueError unless `low` < `high` are finite.

    >>> raw = jnp.array([-100.0, -5.0, 0.0, 10.0, 100.0])
    >>> print(*soft_clamp(raw, -30, 20))
    -29.975 -5.0 -0.066 8.426 19.989
    """
    check_clamp(raw, low, high)
    middle, half = (low + high) / 2, (high - low) / 2
    return middle + half * jnp.tanh((raw - middle) / half)


def softplus_clamp(raw, low, high):
    """`raw` bent at `low` and `high`. Between them, far from both, its slope is near 1.

    Same shape and dtype. PETS clamps log σ² like this (Chua et al. 2018), from −10 to ½
    at first. With these ends the slope at 0 is 0.62. The floor comes last and lifts the
    ceiling by log(1 + exp(low − high)). Raises TypeError and ValueError as `soft_clamp`
    does.

    >>> print(*softplus_clamp(jnp.array([-20.0, -5.0, 20.0]), -10, 0.5))
    -10.0 -4.997 0.5
    """
    check_clamp(raw, low, high)
    below = high - jax.nn.softplus(high - raw)
    return low + jax.nn.softplus(below - low)


# --8<-- [end:soft-clamp]
