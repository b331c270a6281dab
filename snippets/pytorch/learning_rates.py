"""Move a head between log σ² and log σ: settings of its own that keep the training."""

# --8<-- [start:recipe]
import math

# Powers of the scale. A step of gradient descent is as long as the gradient, and one of
# Adam is not. PyTorch's Adam and SGD add weight_decay * weight to the gradient; AdamW
# takes lr * weight_decay * weight off the weight, as Keras's optimizers do.
LR_POWER = {"sgd": 2, "adam": 1, "adamw": 1}
DECAY_POWER = {"sgd": -2, "adam": -2, "adamw": -1}


def moved(group, optimizer, scale=1 / 2):
    """The settings of a parameter group with which the moved head repeats the old one.

    The moved head gives `scale` times the old output: 1/2 from log σ² to log σ, 2 for
    the way back. Multiply its weights by `scale` too. `group` has "lr" and, where they
    are not PyTorch's 1e-8 and 0, "eps" and "weight_decay"; all else is kept.
    `optimizer` is "sgd" (momentum stays), "adam" or "adamw". Raises ValueError for
    another optimizer, or a scale that is not positive and finite.

    >>> moved({"lr": 1e-3, "eps": 1e-8, "weight_decay": 0.01}, "adamw")
    {'lr': 0.0005, 'eps': 2e-08, 'weight_decay': 0.02}
    >>> moved({"lr": 1e-3, "weight_decay": 0.01}, "adam")["weight_decay"]
    0.04
    >>> moved({"lr": 1e-3, "momentum": 0.9}, "sgd")
    {'lr': 0.00025, 'momentum': 0.9, 'weight_decay': 0.0}
    """
    if optimizer not in LR_POWER:
        known = ", ".join(LR_POWER)
        raise ValueError(f"optimizer is {optimizer!r}; expected one of {known}")
    if not 0 < scale < math.inf:
        raise ValueError(f"scale is {scale!r}; expected a positive, finite number")
    new = {**group, "lr": group["lr"] * scale ** LR_POWER[optimizer]}
    if optimizer != "sgd":
        new["eps"] = group.get("eps", 1e-8) / scale
    decay = group.get("weight_decay", 0.0)
    return new | {"weight_decay": decay * scale ** DECAY_POWER[optimizer]}


# --8<-- [end:recipe]
