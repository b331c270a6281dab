"""The claims of practice/learning-rates.md: which settings move with the head, and that nothing else does."""

import functools
import math
from dataclasses import replace

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab.studies.matched_training import (
    HALF,
    SEED,
    WHOLE,
    Training,
    continued,
    first_difference,
    trained,
)
from lab.studies.split_networks import small
from snippets.learning_rates import HeadSettings, moved

claim = functools.partial(claim, page="practice/learning-rates.md")
training = functools.partial(Training, network=small)
STEPS = 20  # equal weights stay equal
LONG = 60  # steps in the figure, and until a rounding surely shows
BACK = 2.0
SLOW = HeadSettings(1e-4)  # gradient descent: the first gradients are large
FAST = HeadSettings(1e-3)
RULE = {"nesterov": "momentum", "sgdw": "sgd"}
CASES = {
    "SGD": ("sgd", SLOW),
    "momentum": ("momentum", SLOW),
    "Nesterov's momentum": ("nesterov", SLOW),
    "Adam": ("adam", FAST),
    "Adam, ε = 0.01": ("adam", replace(FAST, epsilon=0.01)),
    "SGD, weight decay": ("sgdw", replace(SLOW, weight_decay=1.0)),
    "AdamW": ("adamw", replace(FAST, weight_decay=0.1)),
    "Adam, L2 penalty": ("adam", replace(FAST, l2=0.01)),
    "SGD, L2 penalty": ("sgd", replace(SLOW, l2=0.01)),
    "Adam, clipped by norm": ("adam", replace(FAST, clip_norm=1.0)),
    "SGD, clipped by norm": ("sgd", replace(SLOW, clip_norm=1.0)),
    "SGD, clipped by value": ("sgd", replace(SLOW, clip_value=0.1)),
}


def move(settings, optimizer, scale=0.5):
    return moved(settings, RULE.get(optimizer, optimizer), scale)


def but(name):
    """The recipe with one setting left as it is for log σ²."""
    return lambda settings, optimizer, scale=0.5: replace(
        move(settings, optimizer, scale), **{name: getattr(settings, name)}
    )


def everything(run, unit):
    """Losses, then all weights, as float32 (n,); the head's weights times `unit`."""
    return np.concatenate([run.losses, run.weights(unit)])


FAULTS = {
    "the initial weights unchanged": "first_weights",
    "the learning rate unchanged": "learning_rate",
    "Adam's ε unchanged": "epsilon",
    "AdamW's decay unchanged": "weight_decay",
    "the L2 coefficient unchanged": "l2",
    "the norm to clip at unchanged": "clip_norm",
    "the value to clip at unchanged": "clip_value",
}


@claim(
    "A log σ head with the settings that `moved` returns repeats the log σ² head's training bit for bit: the losses of"
    f" {STEPS} steps and all weights after them, the head's doubled. This holds for SGD, two kinds of momentum, Adam and AdamW, with weight decay or an L2"
    " penalty, and with the head's gradient clipped (float32, a small network, one seed).",
    of=move,
    controls={fault: but(name) for fault, name in FAULTS.items()},
)
def test_moved_heads_repeat(recipe):
    parts = {}
    for case, (optimizer, settings) in CASES.items():
        other = recipe(settings, optimizer)
        by_variance = trained(training(HALF, optimizer, settings, settings), STEPS)
        by_std = trained(training(WHOLE, optimizer, settings, other), STEPS)
        parts[case] = exact(everything(by_std, 2), everything(by_variance, 1))
    return parts


@claim(
    f"On the way back, with the scale {BACK:g}, a log σ² head repeats a log σ head's training bit for bit: the losses of {STEPS} steps"
    " and all weights after them, the head's halved (SGD and AdamW).",
    of=BACK,
    controls={"the scale of the way there": 0.5, "settings unchanged": 1.0},
)
def test_moved_back_repeats(scale):
    parts = {}
    for case in ("SGD", "AdamW", "SGD, clipped by norm"):
        optimizer, settings = CASES[case]
        other = move(settings, optimizer, scale)
        by_std = trained(training(WHOLE, optimizer, settings, settings), STEPS)
        by_variance = trained(training(HALF, optimizer, settings, other), STEPS)
        parts[case] = exact(everything(by_variance, 0.5), everything(by_std, 1))
    return parts


UNCHANGED = {  # what is unchanged -> in which training it is seen
    "initial weights": ("first_weights", "Adam"),
    "learning rate, SGD": ("learning_rate", "SGD"),
    "learning rate, Adam": ("learning_rate", "Adam"),
    "ε": ("epsilon", "Adam, ε = 0.01"),
    "weight decay": ("weight_decay", "AdamW"),
    "L2 coefficient": ("l2", "Adam, L2 penalty"),
    "norm to clip at": ("clip_norm", "SGD, clipped by norm"),
    "value to clip at": ("clip_value", "SGD, clipped by value"),
}


@claim(
    f"If any one setting that a training uses is not moved, the losses of the two trainings differ within {STEPS} steps (one seed, descriptive).",
    of=(but, LONG),
    controls={"every setting is moved": (lambda name: move, STEPS)},
)
def test_each_setting_counts(but_and_steps):
    all_but, steps = but_and_steps
    parts = {}
    for what, (name, case) in UNCHANGED.items():
        optimizer, settings = CASES[case]
        other = all_but(name)(settings, optimizer)
        stay = trained(training(HALF, optimizer, settings, settings), steps)
        go = trained(training(WHOLE, optimizer, settings, other), steps)
        parts[what] = bound(
            first_difference(go, stay),
            at_most=STEPS,
            unit="steps",
            seeds=[SEED],
            series={what: np.abs(go.losses - stay.losses)},
        )
    return parts


# In the middle of a training

MIDDLE = STEPS // 2
STATE = {  # factors for the optimizer's own variables, by Keras's names for them
    "momentum": {"momentum": 0.5},
    "adam": {"momentum": 2.0, "velocity": 4.0},
}


def after_the_move(ended, state):
    """The variables of a log σ² training as a log σ training would hold them."""
    factors = {"head 0": 0.5, "head 1": 0.5}
    for name in ended:
        if name.startswith("head optimizer"):
            kind = name.rsplit("_", 1)[-1]
            factors[name] = state.get(kind, 1.0)
    return {
        name: value * np.asarray(factors.get(name, 1), value.dtype)
        for name, value in ended.items()
    }


@claim(
    "A head can be moved in the middle of a training if the optimizer's running means are moved too. The losses of the last"
    f" {STEPS - MIDDLE} of {STEPS} steps then repeat bit for bit (momentum and Adam).",
    of=STATE,
    controls={
        "the running means unchanged": {"momentum": {}, "adam": {}},
        "Adam's mean of squares times 2": {
            "momentum": {"momentum": 0.5},
            "adam": {"momentum": 2.0, "velocity": 2.0},
        },
        "momentum moved like a gradient": {
            "momentum": {"momentum": 2.0},
            "adam": {"momentum": 2.0, "velocity": 4.0},
        },
    },
)
def test_moved_in_the_middle(state):
    parts = {}
    for case in ("momentum", "Adam"):
        optimizer, settings = CASES[case]
        stay = training(HALF, optimizer, settings, settings)
        go = training(WHOLE, optimizer, settings, move(settings, optimizer))
        start = after_the_move(trained(stay, MIDDLE).ended, state[optimizer])
        rest = continued(go, start, MIDDLE, STEPS).losses
        parts[case] = exact(rest, trained(stay, STEPS).losses[MIDDLE:])
    return parts


# One norm for all gradients


@claim(
    "With clipping by one norm of all gradients, a log σ head repeats the log σ² head's training bit for bit if its gradient is"
    " halved before the norm is computed and doubled after clipping (SGD and Adam).",
    of=HALF,
    controls={"the gradient as it is": WHOLE, "a quarter for a half": 0.25},
)
def test_clipped_together(counted):
    parts = {}
    for case in ("SGD", "Adam"):
        optimizer, settings = CASES[case]
        stay = training(HALF, optimizer, settings, settings, clip_norm=10.0)
        other = move(settings, optimizer)
        go = training(WHOLE, optimizer, settings, other, 10.0, counted)
        parts[case] = exact(
            everything(trained(go, STEPS), 2), everything(trained(stay, STEPS), 1)
        )
    return parts


# Other scales

LN_2 = math.log(2)
NEARLY = 0.001  # nats


@claim(
    "With the factor $\\ln 2$ in place of ½ the two trainings agree nearly, but not bit for bit: over"
    f" {LONG} steps no loss differs by more than {NEARLY:g} nats, and some differ (SGD and AdamW, one seed, descriptive).",
    of=(LN_2, LN_2),
    controls={
        "the factor ½ in the settings": (LN_2, 0.5),
        "settings unchanged": (LN_2, 1.0),
        "½ in both, which is exact": (0.5, 0.5),
    },
)
def test_other_scales_agree_nearly(scales):
    of_output, of_settings = scales
    apart = {}
    for case in ("SGD", "AdamW"):
        optimizer, settings = CASES[case]
        stay = trained(training(HALF, optimizer, settings, settings), LONG)
        other = move(settings, optimizer, of_settings)
        go = trained(training(HALF / of_output, optimizer, settings, other), LONG)
        apart[case] = np.abs(go.losses - stay.losses)
    differ = sum(int(np.sum(difference > 0)) for difference in apart.values())
    return {
        case: bound(difference.max(), at_most=NEARLY, unit="nats", n=LONG, seeds=[SEED])
        for case, difference in apart.items()
    } | {
        "losses that differ": bound(
            differ, at_least=1, unit="steps", n=2 * LONG, seeds=[SEED]
        )
    }
