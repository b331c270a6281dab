"""A last layer for μ and h, split in two."""

# --8<-- [start:split]
import jax.numpy as jnp


def split_last_layer(last):
    """Weights of a layer for μ and of a head for h, from those of one layer for both.

    `last` is {"kernel": (features, 2 d), "bias": (2 d,)} or has no bias, and its
    outputs are all means, then as many raw h. Raises ValueError for an odd number.

    >>> last = {"kernel": jnp.arange(12.0).reshape(3, 4), "bias": jnp.arange(4.0)}
    >>> mean_layer, head = split_last_layer(last)
    >>> mean_layer["bias"].tolist(), head["bias"].tolist(), head["kernel"].shape
    ([0.0, 1.0], [2.0, 3.0], (3, 2))
    """
    if (outputs := last["kernel"].shape[-1]) % 2:
        raise ValueError(f"the last layer has {outputs} outputs; expected 2n")
    halves = {name: jnp.split(weight, 2, axis=-1) for name, weight in last.items()}
    return tuple({name: halves[name][i] for name in last} for i in (0, 1))


# --8<-- [end:split]
