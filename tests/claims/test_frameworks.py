"""TensorFlow, PyTorch and JAX: the same code gives the same numbers, and the recipe repeats a training: claims of practice/frameworks.md."""

import functools

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab.frameworks import in_jax, in_tensorflow, twins_jax
from lab.frameworks.cases import (
    CASES,
    DTYPES,
    EPSILON,
    EXTREME,
    FARTHEST,
    LEAST_GRADIENT,
    STEPS,
)
from lab.frameworks.installed import only_with_pytorch
from lab.frameworks.twins import EPSILON as TWIN_EPSILON
from lab.frameworks.twins import RECIPES
from lab.frameworks.twins import STEPS as TWIN_STEPS

claim = functools.partial(claim, page="practice/frameworks.md")
APART = {"float64": 1e-6, "float32": 1e-5}  # of the value
OPTIMIZERS = ("AdamW", "Adam", "SGD")
ELEMENTWISE = [name for name in CASES if name not in OPTIMIZERS]


def in_pytorch(case):
    only_with_pytorch()
    from lab.frameworks import in_pytorch

    return in_pytorch.answers(case)


ANSWERS = {
    "TensorFlow": in_tensorflow.answers,
    "PyTorch": in_pytorch,
    "JAX": in_jax.answers,
}
WITHIN = " and ".join(
    f"within one part in {1 / limit:,.0f} in {dtype}" for dtype, limit in APART.items()
)


@functools.cache
def answers(framework, name):
    return ANSWERS[framework](CASES[name])


def apart(one, other):
    """The largest distance of two answers, as a share of the value."""
    if one.keys() != other.keys():
        raise ValueError(f"one has {sorted(one)}, the other {sorted(other)}")
    a, b = (np.concatenate([*each.values()], dtype=float) for each in (one, other))
    size = np.maximum(np.abs(a), np.abs(b))
    with np.errstate(invalid="ignore"):
        shares = np.abs(a - b) / np.where(size > 0, size, 1)
    return float(np.max(np.nan_to_num(shares, nan=np.inf)))


def agreeing(names):
    """What a claim is of: each framework's answers to these cases, and its control for each of them with a wrong ½."""
    right = {(framework, name): False for framework in ANSWERS for name in names}
    faults = {
        f"{name}: a wrong ½ in {framework}": right | {(framework, name): True}
        for framework, name in right
    }
    return {"of": right, "controls": faults}


def agreement(asked, limits=APART):
    """How far PyTorch and JAX are from TensorFlow, by dtype; `asked` says of which code: {(framework, case): faulty}."""
    first, *others = ANSWERS
    names = {name for _, name in asked}
    return {
        f"{framework}, {dtype}": bound(
            max(
                apart(
                    answers(framework, name)[asked[framework, name]][dtype],
                    answers(first, name)[asked[first, name]][dtype],
                )
                for name in names
            ),
            at_most=limits[dtype],
        )
        for framework in others
        for dtype in DTYPES
    }


@claim(
    "Given the same inputs and noise, TensorFlow, PyTorch and JAX return the same outputs and gradients for sampling, each"
    " form of the KL, the ELBO from one sample, the logarithm of softplus, both clamps and the decoder's likelihoods:"
    f" {WITHIN} (|log σ²| up to {EXTREME} where float32 allows it, |h| of softplus up to {FARTHEST:,},"
    " operations in the order of the code).",
    **agreeing(ELEMENTWISE),
)
def test_frameworks_agree_to_rounding(asked):
    return agreement(asked)


# Keras's Adam has β in float32 even where the weights are in float64, which shows in the sixth digit.
BY_KERAS = dict.fromkeys(DTYPES, APART["float32"])
EPSILON_IN_CODE = np.format_float_scientific(EPSILON, trim="-", exp_digits=1)


@claim(
    "With the same gradients, AdamW, Adam and SGD take a head to the same weights in TensorFlow, PyTorch and JAX, both with its original"
    f" settings and with those that `moved` returns: within one part in {1 / APART['float32']:,.0f} after {STEPS} steps (float64 and"
    f" float32, Adam's epsilon {EPSILON_IN_CODE}, no gradient smaller than {LEAST_GRADIENT:g} in size).",
    **agreeing(OPTIMIZERS),
)
def test_frameworks_move_alike(asked):
    return agreement(asked, BY_KERAS)


# The recipe

WHOLE = {"Adam": "Adam", "SGD": "SGD"}
UNCHANGED = [name for name in RECIPES if name not in WHOLE]


def compare_in_pytorch(recipe):
    only_with_pytorch()
    from lab.frameworks import twins_pytorch

    return twins_pytorch.compare(recipe)


RECIPE_IN = {"PyTorch": compare_in_pytorch, "JAX": twins_jax.compare}


def whole_recipe(framework):
    """What a claim is of: the whole recipe with each optimizer, and its controls, a setting unchanged for one of them."""
    faults = {
        name: (framework, WHOLE | {name.partition(",")[0]: name}) for name in UNCHANGED
    }
    return {"of": (framework, WHOLE), "controls": faults}


def repeats(asked):
    framework, recipes = asked
    parts = {}
    for optimizer, recipe in recipes.items():
        found = RECIPE_IN[framework](recipe)
        equal, differ = found["equal steps"], found["weights that differ"]
        parts[f"{optimizer}, equal steps"] = exact(equal, TWIN_STEPS, unit="steps")
        parts[f"{optimizer}, weights that differ"] = exact(differ, 0, unit="weights")
    return parts


@claim(
    "In PyTorch a log σ head with the recipe's settings repeats the log σ² head's training bit for bit:"
    f" the losses of {TWIN_STEPS} steps and the weights after them, half as large in the head (a small dense VAE, SGD and Adam, Adam's epsilon {TWIN_EPSILON:g}, float32,"
    " one CPU thread, deterministic algorithms, one seed).",
    **whole_recipe("PyTorch"),
)
def test_recipe_in_pytorch(asked):
    return repeats(asked)


@claim(
    "In JAX a log σ head with the recipe's settings repeats the log σ² head's training bit for bit: the"
    f" losses of {TWIN_STEPS} steps and the weights after them, half as large in the head (a small dense VAE, SGD and Adam, Adam's epsilon {TWIN_EPSILON:g}, float32,"
    " gradients and updates compiled by `jit` with the settings among their inputs, one seed).",
    **whole_recipe("JAX"),
)
def test_recipe_in_jax(asked):
    return repeats(asked)
