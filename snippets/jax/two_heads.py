"""A log σ head that repeats what a log σ² head does, and a last layer split in two."""

# --8<-- [start:recipe]
import jax
import jax.numpy as jnp


def same_as_log_variance(head, optimizer, learning_rate, eps=1e-8):
    """Initial weights and settings with which a log σ head repeats a log σ² head.

    `head` is a pytree with the initial weights of the log σ² head, `learning_rate` and
    `eps`, of Adam, are its settings; `optimizer` is "adam" or "sgd". The settings are
    named as Optax names them. Raises ValueError for another optimizer: each has its
    own rule.

    >>> head = {"kernel": jnp.ones((3, 2)), "bias": jnp.zeros(2)}
    >>> head, settings = same_as_log_variance(head, "adam", 1e-4)
    >>> settings
    {'learning_rate': 5e-05, 'eps': 2e-08}
    """
    if optimizer == "adam":
        settings = {"learning_rate": learning_rate / 2, "eps": eps * 2}
    elif optimizer == "sgd":
        settings = {"learning_rate": learning_rate / 4}
    else:
        raise ValueError(f"optimizer is {optimizer!r}; expected 'adam' or 'sgd'")
    return jax.tree.map(lambda weight: 0.5 * weight, head), settings


# --8<-- [end:recipe]


# --8<-- [start:split]
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
        raise ValueError(f"the last layer gives {outputs}; half are for μ")
    halves = {name: jnp.split(weight, 2, axis=-1) for name, weight in last.items()}
    return tuple({name: halves[name][i] for name in last} for i in (0, 1))


# --8<-- [end:split]
