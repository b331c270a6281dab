"""Move a head between log σ² and log σ: settings of its own that keep the training."""

# --8<-- [start:recipe]
import math

# Powers of the scale. A step of gradient descent grows with the gradient, and one of
# Adam does not. PyTorch's Adam and SGD add weight_decay * weight to the gradient. AdamW
# takes lr * weight_decay * weight off the weight, as Keras's optimizers do.
LR_POWER = {"sgd": 2, "adam": 1, "adamw": 1}
DECAY = {"sgd": 0.0, "adam": 0.0, "adamw": 0.01}  # PyTorch's defaults
RATES = {"lr", "initial_lr", "min_lr", "max_lr"}  # schedulers add all but the first
KEPT = {"params", "momentum", "dampening", "nesterov", "betas", "amsgrad", "maximize"}
KEPT |= {"foreach", "fused", "capturable", "differentiable", "decoupled_weight_decay"}
KEPT |= {"base_momentum", "max_momentum"}  # OneCycleLR's


def moved(group, optimizer, scale=1 / 2):
    """The settings of a parameter group with which the moved head repeats the old one.

    The moved head outputs `scale` times the old output: 1/2 from log σ² to log σ, 2 for
    the way back. Multiply its weights by `scale` too. `group` has "lr". If it has no
    "eps" or "weight_decay", PyTorch's defaults are moved. `optimizer` is "sgd"
    (momentum stays), "adam" or "adamw". Raises ValueError for another optimizer, a
    scale that is not positive and finite, a group without "lr", or a setting that it
    does not know.

    >>> moved({"lr": 1e-3}, "adamw")
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
    if "lr" not in group:
        raise ValueError(f"group has {', '.join(group) or 'nothing'}; expected 'lr'")
    if unknown := group.keys() - RATES - KEPT - {"eps", "weight_decay"}:
        raise ValueError(f"group has {sorted(unknown)}, whose factor is not known")
    decoupled = optimizer == "adamw" or group.get("decoupled_weight_decay", False)
    powers = dict.fromkeys(RATES, LR_POWER[optimizer])
    powers |= {"eps": -1, "weight_decay": -1 if decoupled else -2}
    defaults = {"weight_decay": DECAY[optimizer]}
    if optimizer != "sgd":
        defaults = {"eps": 1e-8} | defaults
    settings = group | {name: group.get(name, defaults[name]) for name in defaults}
    return {
        name: value * scale ** powers[name] if name in powers else value
        for name, value in settings.items()
    }


# --8<-- [end:recipe]
