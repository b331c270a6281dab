"""σ = softplus(h): its logarithm for every h."""

# --8<-- [start:softplus]
import math

import jax
import jax.numpy as jnp


def log_softplus(raw):
    """log σ for σ = softplus(h) = log(1 + exp(h)); same shape and dtype as `raw`.

    Far below zero softplus underflows: its log is −∞ there, and the gradient NaN or
    infinite. But log softplus(h) = h − exp(h)/2 + …, so if exp(h) is below the
    machine epsilon it is h, to within rounding. A NaN in `raw` stays NaN. Raises
    TypeError unless `raw` is floating.

    >>> raw = jnp.array([-200.0, -2.0, 0.0, 3.0])
    >>> print(*log_softplus(raw))
    -200.0 -2.0641 -0.3665 1.1147
    >>> print(*jnp.log(jax.nn.softplus(raw)))  # the same, but for −200
    -inf -2.0641 -0.3665 1.1147
    """
    raw = jnp.asarray(raw)
    if not jnp.issubdtype(raw.dtype, jnp.floating):
        raise TypeError(f"raw is {raw.dtype}; expected a floating dtype")
    far = raw < math.log(jnp.finfo(raw.dtype).eps)
    near = jnp.where(far, 0, raw)  # keeps NaN out of the gradient
    return jnp.where(far, raw, jnp.log(jax.nn.softplus(near)))


# --8<-- [end:softplus]
