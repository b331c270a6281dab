"""Clip all gradients by one norm when one head has moved to another unit."""

# --8<-- [start:clip]
import jax
import jax.numpy as jnp


def clip_together(gradients, head_gradients, norm, scale=1 / 2):
    """Clip all gradients by their global norm, counting the head's at their old size.

    `gradients` and `head_gradients` are pytrees of float arrays, and `norm` is the
    limit. The head's new output is `scale` times the old one: 1/2 from log σ² to log σ.
    Returns two pytrees of the same structures.

    >>> rest, head = {"bias": jnp.array([3.0])}, {"bias": jnp.array([8.0])}
    >>> rest, head = clip_together(rest, head, norm=1.0)  # 3 and 8/2 have the norm 5
    >>> print(rest["bias"], head["bias"])
    [0.6] [1.6]
    """
    in_old_unit = jax.tree.map(lambda gradient: scale * gradient, head_gradients)
    leaves = jax.tree.leaves((gradients, in_old_unit))
    total = jnp.sqrt(sum(jnp.sum(leaf**2) for leaf in leaves))
    factor = norm / jnp.maximum(total, norm)
    both = gradients, head_gradients
    return jax.tree.map(lambda gradient: factor * gradient, both)


# --8<-- [end:clip]
