"""Move a head between log σ² and log σ: settings of its own that keep the training."""

# --8<-- [start:recipe]
import math
from dataclasses import dataclass, fields, replace
from numbers import Real

# The learning rate goes with this power of the scale: a step of gradient descent grows
# with the gradient, and one of Adam does not.
POWER = {"sgd": 2, "momentum": 2, "adam": 1, "adamw": 1}


@dataclass(frozen=True)
class HeadSettings:
    """What one head is trained with; the rest of the network keeps its own settings.

    Raises ValueError naming a value that is not a finite number of 0 or more; the two
    limits of clipping may be infinite.
    """

    learning_rate: float
    first_weights: float = 1.0  # initial kernel and bias, in multiples of the usual
    epsilon: float = 1e-7  # of Adam and AdamW; 1e-7 is Keras's, PyTorch has 1e-8
    weight_decay: float = 0.0  # decoupled: a step takes off rate * decay * weight.
    # Keras's AdamW uses 0.004 by default: pass that here
    l2: float = 0.0  # in the loss: l2 * (sum of the squared weights). Half the
    # weight_decay of PyTorch's Adam and SGD, which add decay * weight to the gradient
    clip_norm: float = math.inf  # largest norm of the head's gradient
    clip_value: float = math.inf  # largest element of it

    def __post_init__(self):
        for field in fields(self):
            name, value = field.name, getattr(self, field.name)
            limit = math.inf if name.startswith("clip") else math.nextafter(math.inf, 0)
            if not (isinstance(value, Real) and 0 <= value <= limit):
                raise ValueError(f"{name} is {value!r}; expected a number of 0 or more")


def moved(settings, optimizer, scale=1 / 2):
    """Settings with which the moved head repeats the training of the old one.

    The moved head outputs `scale` times the old output: 1/2 from log σ² to log σ, 2 for
    the way back. `optimizer` is "sgd", "momentum" (Nesterov's too), "adam" or "adamw".
    Raises ValueError for another optimizer, a scale that is not positive and finite, or
    AdamW without its decay.

    >>> old = HeadSettings(1e-3, weight_decay=0.01, l2=0.5, clip_norm=1.0)
    >>> new = moved(old, "adamw")
    >>> new.first_weights, new.learning_rate, new.epsilon, new.weight_decay
    (0.5, 0.0005, 2e-07, 0.02)
    >>> new.l2, new.clip_norm
    (2.0, 2.0)
    >>> moved(old, "sgd").learning_rate
    0.00025
    >>> moved(new, "adamw", scale=2) == old
    True
    """
    if optimizer not in POWER:
        known = ", ".join(POWER)
        raise ValueError(f"optimizer is {optimizer!r}; expected one of {known}")
    if not 0 < scale < math.inf:
        raise ValueError(f"scale is {scale!r}; expected a positive, finite number")
    if optimizer == "adamw" and settings.weight_decay == 0:
        raise ValueError(
            "weight_decay is 0; expected AdamW's (Keras's default is 0.004), or 'adam'"
        )
    rate = scale ** POWER[optimizer]
    return replace(
        settings,
        first_weights=settings.first_weights * scale,
        learning_rate=settings.learning_rate * rate,
        epsilon=settings.epsilon / scale,
        weight_decay=settings.weight_decay / rate,  # rate * decay stays what it was
        l2=settings.l2 / scale**2,
        clip_norm=settings.clip_norm / scale,
        clip_value=settings.clip_value / scale,
    )


# --8<-- [end:recipe]
