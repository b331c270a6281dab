"""The claims of practice/learning-rates.md: which settings move with the head, and that nothing else does."""

import functools
import math
from dataclasses import replace

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab.studies.matched_training import (
    HALF,
    SEED,
    WHOLE,
    Training,
    continued,
    first_difference,
    small,
    trained,
    with_head_times,
)
from snippets.learning_rates import POWER, HeadSettings, moved

claim = functools.partial(claim, page="practice/learning-rates.md")
training = functools.partial(Training, network=small)
STEPS = 10  # equal weights stay equal
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


def pair(case, recipe, steps=STEPS, factors=(HALF, WHOLE)):
    """The training of a case, and that of the other head with the settings that `recipe` makes."""
    optimizer, settings = CASES[case]
    stay = training(factors[0], optimizer, settings, settings)
    go = training(factors[1], optimizer, settings, recipe(settings, optimizer))
    return trained(stay, steps), trained(go, steps)


UNCHANGED = {  # what is unchanged -> the setting, and in which trainings it is seen
    "initial weights": ("first_weights", ["Adam", "Nesterov's momentum"]),
    "learning rate, SGD": ("learning_rate", ["SGD", "momentum", "SGD, weight decay"]),
    "learning rate, Adam": ("learning_rate", ["Adam"]),
    "Adam's epsilon": ("epsilon", ["Adam, ε = 0.01"]),
    "weight decay": ("weight_decay", ["AdamW"]),
    "L2 coefficient": ("l2", ["Adam, L2 penalty", "SGD, L2 penalty"]),
    "norm to clip at": ("clip_norm", ["SGD, clipped by norm", "Adam, clipped by norm"]),
    "value to clip at": ("clip_value", ["SGD, clipped by value"]),
}


@claim(
    "A log σ head with the settings that `moved` returns repeats the log σ² head's training bit for bit: the losses of"
    f" {STEPS} steps and all weights after them (half as large in the head). This holds for SGD, two kinds of momentum, Adam and AdamW, with weight decay or an L2"
    " penalty, and with the head's gradient clipped (float32, a small network, one seed).",
    of=(move, CASES),
    controls={
        f"{what} unchanged": (but(name), cases)
        for what, (name, cases) in UNCHANGED.items()
    },
)
def test_moved_heads_repeat(recipe_and_cases):
    recipe, cases = recipe_and_cases
    parts = {}
    for case in cases:
        by_variance, by_std = pair(case, recipe)
        parts[case] = exact(everything(by_std, 2), everything(by_variance, 1))
    return parts


@claim(
    f"On the way back, with the scale {BACK:g}, a log σ² head repeats a log σ head's training bit for bit: the losses of {STEPS} steps"
    " and all weights after them, twice as large in the head (SGD and AdamW).",
    of=BACK,
    controls={"the scale of the way there": 0.5, "settings unchanged": 1.0},
)
def test_moved_back_repeats(scale):
    parts = {}
    for case in ("SGD", "AdamW", "SGD, clipped by norm"):
        recipe = functools.partial(move, scale=scale)
        by_std, by_variance = pair(case, recipe, factors=(WHOLE, HALF))
        parts[case] = exact(everything(by_variance, 0.5), everything(by_std, 1))
    return parts


DRAWN = ("initial weights", "learning rate, Adam", "weight decay")  # by the figure


@claim(
    f"If any one setting that a training uses is not moved, the losses of the two trainings differ within {STEPS} steps (one seed, descriptive).",
    of=(but, LONG),
    controls={"every setting is moved": (lambda name: move, STEPS)},
)
def test_each_setting_counts(but_and_steps):
    all_but, longest = but_and_steps
    parts = {}
    for what, (name, (case, *_)) in UNCHANGED.items():
        steps = longest if what in DRAWN else STEPS
        stay, go = pair(case, all_but(name), steps)
        parts[what] = bound(
            first_difference(go, stay),
            at_most=STEPS,
            unit="steps",
            seeds=[SEED],
            series={what: np.abs(go.losses - stay.losses)} if what in DRAWN else {},
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
    after = with_head_times(0.5, ended)
    for name, value in ended.items():
        kind = name.rsplit("_", 1)[-1]
        if name.startswith("head optimizer") and kind in state:
            after[name] = state[kind] * value
    return after


@claim(
    "A head can be moved in the middle of a training if the optimizer's running means are moved too. The losses of the last"
    f" {STEPS - MIDDLE} of {STEPS} steps then repeat bit for bit (momentum and Adam).",
    of=STATE,
    controls={
        "the running means unchanged": {"momentum": {}, "adam": {}},
        "Adam's mean of squares times 2": STATE
        | {"adam": {"momentum": 2.0, "velocity": 2.0}},
        "momentum moved like a gradient": STATE | {"momentum": {"momentum": 2.0}},
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
    of=(LN_2, LN_2, LONG),
    controls={
        "the factor ½ in the settings": (LN_2, 0.5, STEPS),
        "settings unchanged": (LN_2, 1.0, STEPS),
        "½ in both, which is exact": (0.5, 0.5, STEPS),
    },
)
def test_other_scales_agree_nearly(scales_and_steps):
    of_output, of_settings, steps = scales_and_steps
    apart = {}
    for case in ("SGD", "AdamW"):
        recipe = functools.partial(move, scale=of_settings)
        stay, go = pair(case, recipe, steps, (HALF, HALF / of_output))
        apart[case] = np.abs(go.losses - stay.losses)
    differ = np.count_nonzero([*apart.values()])
    found = functools.partial(bound, seeds=[SEED])
    return {
        **{
            case: found(difference.max(), at_most=NEARLY, unit="nats", n=steps)
            for case, difference in apart.items()
        },
        "losses that differ": found(differ, at_least=1, unit="steps", n=2 * steps),
    }


# A schedule that names learning rates needs the head's factor too

RATES = 1e-2, 5e-3  # the first and the last
START = -1.0  # log σ
KINDS = {"adam": tf.keras.optimizers.Adam, "sgd": tf.keras.optimizers.SGD}
SCALE = 0.5  # from log σ² to log σ


@functools.cache
def log_std_after(name, factor, rates, epsilon):
    """log σ = factor · h after each step on a KL, float32 (STEPS,), under a rate that falls in a line."""
    first, last = rates
    schedule = tf.keras.optimizers.schedules.PolynomialDecay(first, STEPS, last)
    settings = {"epsilon": epsilon} if name == "adam" else {}
    optimizer, h = KINDS[name](schedule, **settings), tf.Variable(START / factor)
    found = []
    for _ in range(STEPS):
        with tf.GradientTape() as tape:
            kl = 0.5 * tf.math.expm1(2 * factor * h) - factor * h
        optimizer.apply([tape.gradient(kl, h)], [h])
        found.append(factor * h.numpy())
    return np.array(found, np.float32)


@claim(
    "Train one number on a KL, as log σ² and as log σ. If for log σ the schedule's first and last rate are multiplied by the factor of the"
    f" learning rate, both runs have the same σ, bit for bit, after each of {STEPS} steps (float32, Adam and SGD).",
    of=(SCALE, SCALE),
    controls={
        "the last rate unchanged": (SCALE, 1),
        "the first rate unchanged": (1, SCALE),
    },
)
def test_rates_of_a_schedule_move_too(scales):
    parts = {}
    for name in KINDS:
        factors = np.float64(scales) ** POWER[name]
        moved_rates = tuple((factors * RATES).tolist())
        by_variance = log_std_after(name, SCALE, RATES, 1e-7)
        by_std = log_std_after(name, 1.0, moved_rates, 1e-7 / SCALE)
        parts[name] = exact(by_std, by_variance)
    return parts
