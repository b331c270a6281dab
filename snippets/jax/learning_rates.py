"""Move a head between log σ² and log σ: settings of its own that keep the training."""

# --8<-- [start:recipe]
import math

import jax
import jax.numpy as jnp

# Powers of the scale. A step of gradient descent grows with the gradient, and one of
# Adam does not. The decay is decoupled, as in Optax's adamw: lr * decay * weight is
# taken off the weight.
POWER = {"sgd": 2, "adam": 1, "adamw": 1}
DEFAULTS = {  # Optax's
    "sgd": {},
    "adam": {"eps": 1e-8},
    "adamw": {"eps": 1e-8, "weight_decay": 1e-4},
}
KEPT = {"momentum", "nesterov", "b1", "b2", "mu_dtype", "accumulator_dtype", "mask"}


def moved(settings, optimizer, scale=1 / 2):
    """The settings with which the moved head repeats the training of the old one.

    The moved head outputs `scale` times the old output: 1/2 from log σ² to log σ, 2 for
    the way back. Multiply its weights by `scale` too. `settings` are named as Optax
    names them: "learning_rate" is a number or a schedule. If "eps" or "weight_decay"
    is missing, Optax's default is moved. `optimizer` is "sgd" (momentum stays), "adam"
    or "adamw". Raises ValueError for another optimizer, a scale that is not positive
    and finite, no "learning_rate", or a setting that it does not know.

    >>> moved({"learning_rate": 1e-3}, "adamw")
    {'eps': 2e-08, 'weight_decay': 0.0002, 'learning_rate': 0.0005}
    >>> moved({"learning_rate": 1e-3, "momentum": 0.9}, "sgd")
    {'learning_rate': 0.00025, 'momentum': 0.9}
    """
    if optimizer not in POWER:
        known = ", ".join(POWER)
        raise ValueError(f"optimizer is {optimizer!r}; expected one of {known}")
    if not 0 < scale < math.inf:
        raise ValueError(f"scale is {scale!r}; expected a positive, finite number")
    powers = {"learning_rate": POWER[optimizer], "eps": -1, "eps_root": -2}
    powers["weight_decay"] = -POWER[optimizer]
    if "learning_rate" not in settings:
        named = ", ".join(settings) or "nothing"
        raise ValueError(f"settings has {named}; expected 'learning_rate'")
    if unknown := settings.keys() - powers.keys() - KEPT:
        raise ValueError(f"settings has {sorted(unknown)}, whose factor is not known")

    def times(value, factor):
        if callable(value):  # a schedule: all its rates are multiplied
            return lambda step: factor * value(step)
        return factor * value

    return {
        name: times(value, scale ** powers[name]) if name in powers else value
        for name, value in (DEFAULTS[optimizer] | settings).items()
    }


def adamw(weights, gradients, state, *, learning_rate, eps=1e-8, weight_decay=0.0):
    """New weights and state after one step of AdamW; without decay it is Adam.

    `weights` and `gradients` are pytrees of one structure. `state` holds the step's
    number from 0, and the means of gradients and of their squares, which start at 0.
    Kingma & Ba 2015, Algorithm 1. The decay of Loshchilov & Hutter 2019 is multiplied
    by the rate, as in Optax.

    >>> adamw(1.0, 0.5, (0, 0.0, 0.0), learning_rate=0.1)[0]
    Array(0.9, dtype=float32, weak_type=True)
    """
    step, means, squares = state
    step = step + 1
    means = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, means, gradients)
    squares = jax.tree.map(lambda r, g: 0.999 * r + 0.001 * g**2, squares, gradients)

    def moved_weight(w, m, r):
        mean, square = m / (1 - 0.9**step), r / (1 - 0.999**step)
        adam = mean / (jnp.sqrt(square) + eps)
        return w - learning_rate * (adam + weight_decay * w)

    return jax.tree.map(moved_weight, weights, means, squares), (step, means, squares)


# --8<-- [end:recipe]
