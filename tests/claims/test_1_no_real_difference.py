"""Reason 1: log σ² and log σ heads are the same functions, and train alike once the step is matched."""

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
    first_difference,
    small,
    trained,
)
from snippets.learning_rates import HeadSettings, moved
from snippets.two_heads import change_in_log_std, gradients, kl_to_standard_normal

claim = functools.partial(claim, page="reasons/1-no-real-difference.md")
TUTORIAL = HeadSettings(learning_rate=1e-4)
POINTS = 1_001
STEPS = 20  # equal weights stay equal, and one step takes 60 ms
FEW_STEPS = 10  # in a trial each fault showed within five
PENALTY_FACTOR = 4.0
NEAR = 0.005  # nats; 0.05 at first, which the controls did not reach in so few steps
HEADS = {"log σ²": HALF, "log σ": WHOLE}
OPTIMIZERS = {"SGD": tf.keras.optimizers.SGD, "Adam": tf.keras.optimizers.Adam}
START, RATE = -1.0, 0.01  # log σ before a step, and the step's learning rate
PARTS = 1_000  # one part in so many


def near(number, expected):
    slack = abs(expected) / PARTS
    return bound(number, expected - slack, expected + slack)


@claim(
    "The gradient of the KL with respect to log σ is twice the gradient with respect to log σ², to the last "
    f"bit. Tried at {POINTS:,} values of log σ² in float32.",
    of=2.0,
    controls={
        "a gradient with the factor left out": 1.0,
        "the square taken for the factor": 4.0,
    },
)
def test_gradient_factor_two(factor):
    log_variance = tf.linspace(tf.constant(-20.0), 10.0, POINTS)
    by_log_std, by_log_variance = gradients(
        lambda log_std: kl_to_standard_normal(0.3, log_std), log_variance
    )
    return exact(by_log_std.numpy(), np.float32(factor) * by_log_variance.numpy())


@claim(
    "If one number is learned as log σ instead of log σ², the first step on the KL moves log σ four times as far "
    f"with SGD, and twice as far with Adam. Tried from log σ = −{-START:g} with a learning rate of {RATE:g}, "
    f"to within one part in {PARTS:,}.",
    of=WHOLE,
    controls={
        "log σ² in both places": HALF,
        "a number that is half of log σ": 2.0,
    },
)
def test_steps_by_four_and_two(factor):
    expected = {"SGD": 4.0, "Adam": 2.0}
    parts = {}
    for name, optimizer in OPTIMIZERS.items():
        changes = [
            change_in_log_std(optimizer(RATE), each, START) for each in (factor, HALF)
        ]
        parts[name] = near(changes[0] / changes[1], expected[name])
    return parts


def without_half(mean, log_std):
    return 2 * kl_to_standard_normal(mean, log_std)


@claim(
    "If h itself is learned, the first step of SGD moves log σ by rate × k² × |∂KL/∂log σ|, and that of Adam by rate × k, where k"
    f" is 1 for a log σ head and ½ for a log σ² head. Tried from μ = 0 and log σ = −{-START:g} with rate {RATE:g}, to within one part in {PARTS:,}.",
    of=(kl_to_standard_normal, HEADS),
    controls={
        "the ½ of the KL missing": (without_half, HEADS),
        "the two heads exchanged": (
            kl_to_standard_normal,
            dict(zip(HEADS, reversed(HEADS.values()), strict=True)),
        ),
    },
)
def test_one_step_in_numbers(thing):
    kl, heads = thing
    slope = math.exp(2 * START) - 1  # ∂KL/∂log σ
    parts = {"KL": near(float(kl(0.0, START)), slope / 2 - START)}
    for name, factor in heads.items():
        h, k = tf.Variable(START / factor), HEADS[name]
        with tf.GradientTape() as tape:
            value = kl(0.0, factor * h)
        parts[f"∂KL/∂h, {name}"] = near(float(tape.gradient(value, h)), k * slope)
        steps = {"SGD": -RATE * k**2 * slope, "Adam": RATE * k}
        for optimizer, expected in steps.items():
            change = change_in_log_std(OPTIMIZERS[optimizer](RATE), factor, START)
            parts[f"{optimizer}, {name}"] = near(change, expected)
    return parts


def pair(optimizer, recipe, steps, l2=(0.0, 0.0), clip_norm=math.inf):
    """The training of a log σ² head, and of a log σ head whose settings `recipe` makes; `l2` of the rest and of that head."""
    rest = replace(TUTORIAL, l2=l2[0])
    head = replace(recipe(TUTORIAL, optimizer), l2=l2[1])
    return [
        trained(Training(factor, optimizer, rest, its, clip_norm), steps)
        for factor, its in ((HALF, rest), (WHOLE, head))
    ]


def all_but(setting):
    """The recipe with one setting left as it is for log σ²."""
    return lambda head, optimizer: replace(
        moved(head, optimizer), **{setting: getattr(head, setting)}
    )


def diverge(one, other):
    """From which step on two trainings differ."""
    first = first_difference(one, other)
    return bound(first, at_most=FEW_STEPS, unit="steps", seeds=[SEED])


OMISSIONS = {
    "epsilon unchanged": ("adam", all_but("epsilon")),
    "Adam's step unchanged": ("adam", all_but("learning_rate")),
    "initial weights unchanged": ("adam", all_but("first_weights")),
    "SGD's step unchanged": ("sgd", all_but("learning_rate")),
}


@claim(
    f"With the recipe, a log σ head repeats a log σ² head: the same loss at every one of {STEPS} steps "
    "and the same weights after them (exactly half in the head), bit for bit. Tried on the tutorial's network with its last layer split "
    "in two, in float32 with gradients compiled by XLA, with Adam and with SGD, from one seed.",
    of=([("adam", moved), ("sgd", moved)], STEPS),
    controls={fault: ([omission], FEW_STEPS) for fault, omission in OMISSIONS.items()},
)
def test_bit_for_bit(trainings_and_steps):
    trainings, steps = trainings_and_steps
    parts = {}
    for optimizer, recipe in trainings:
        by_log_variance, by_log_std = pair(optimizer, recipe, steps)
        parts[f"{optimizer}, losses"] = exact(by_log_std.losses, by_log_variance.losses)
        parts[f"{optimizer}, weights"] = exact(
            by_log_std.weights(2), by_log_variance.weights(1)
        )
    return parts


@claim(
    f"If any one part of the recipe is left out, a log σ head and a log σ² head diverge within {FEW_STEPS} steps "
    "(one seed, descriptive).",
    of=(OMISSIONS, FEW_STEPS),
    controls={
        "nothing left out": (
            {what: (optimizer, moved) for what, (optimizer, _) in OMISSIONS.items()},
            STEPS,
        )
    },
)
def test_every_part_is_needed(omissions_and_steps):
    omissions, steps = omissions_and_steps
    return {
        what: diverge(*pair(*omission, steps)) for what, omission in omissions.items()
    }


CLIP_NORM = 10.0
LARGE_PENALTY = 10.0  # without it the head's part of the norm is so small that float32 may round it away


@claim(
    "If clipping by the global norm acts, it breaks the recipe, because the log σ head's larger gradient changes the norm."
    f" With clipping and a large L2 penalty, the heads diverge within {FEW_STEPS} steps (one seed, descriptive).",
    of=CLIP_NORM,
    controls={"no clipping": math.inf},
)
def test_clipping_breaks_the_recipe(clip_norm):
    penalties = LARGE_PENALTY, PENALTY_FACTOR * LARGE_PENALTY
    return diverge(*pair("adam", moved, FEW_STEPS, penalties, clip_norm))


@claim(
    f"With an L2 penalty in the loss, the recipe needs one more factor: the log σ head's coefficient must be "
    f"{PENALTY_FACTOR:g} times as large. Then the two heads agree bit for bit for {FEW_STEPS} steps of Adam.",
    of=PENALTY_FACTOR,
    controls={
        "the same coefficient on both heads": 1.0,
        "twice the coefficient": 2.0,
    },
)
def test_penalty_needs_factor_four(factor):
    penalties = 1e-3, factor * 1e-3
    by_log_variance, by_log_std = pair("adam", moved, FEW_STEPS, penalties)
    return exact(by_log_std.losses, by_log_variance.losses)


# One change of the log σ head is another of the log σ² head; `lab.studies.starts_slower` relies on it.

OF_LOG_VARIANCE = {  # what a log σ head has alone: the log σ² head that is the same
    "half the initial weights": replace(TUTORIAL, learning_rate=2e-4),
    "half the rate": replace(TUTORIAL, first_weights=2.0),
}


@claim(
    "With Adam, a log σ head with only its initial weights halved trains like a log σ² head with only its learning rate "
    "doubled. With only its rate halved, it trains like a log σ² head with only its initial weights doubled. "
    f"Over {STEPS} steps their losses agree bit for bit if Adam's epsilon in the log σ head is doubled too, and "
    f"to {NEAR:g} nats if not (a network smaller than the tutorial's).",
    page="reasons/1a-starts-slower.md",
    of=moved,
    controls={
        "the initial weights of the log σ² head": all_but("first_weights"),
        "the rate of the log σ² head": all_but("learning_rate"),
    },
)
def test_one_setting_has_two_names(recipe):
    parts = {}
    for name, head in OF_LOG_VARIANCE.items():
        same = recipe(head, "adam")
        same_epsilon = replace(same, epsilon=head.epsilon)
        expected, found, with_its_epsilon = (
            trained(Training(k, "adam", TUTORIAL, its, network=small), STEPS).losses
            for k, its in ((HALF, head), (WHOLE, same), (WHOLE, same_epsilon))
        )
        apart = np.max(np.abs(with_its_epsilon - expected))
        parts[name] = exact(found, expected)
        parts[f"{name}, same epsilon"] = bound(
            apart, at_most=NEAR, unit="nats", n=STEPS, seeds=[SEED]
        )
    return parts
