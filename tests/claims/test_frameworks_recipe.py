"""The recipe repeats a training in PyTorch and in JAX: claims of practice/frameworks.md."""

from evidence.claims import claim
from evidence.measurements import exact
from evidence.not_measured import NotMeasured
from lab.frameworks import twins_jax
from lab.frameworks.twins import RECIPES, STEPS

PAGE = "practice/frameworks.md"
WHOLE = {"Adam": "Adam", "SGD": "SGD"}
LEFT_ALONE = [name for name in RECIPES if name not in WHOLE]


def in_pytorch(recipe):
    try:
        from lab.frameworks import twins_pytorch
    except ImportError:
        raise NotMeasured(
            "measured where PyTorch is installed", lacks="torch"
        ) from None
    return twins_pytorch.alike(recipe)


RECIPE_IN = {"PyTorch": in_pytorch, "JAX": twins_jax.alike}


def whole_recipe(framework):
    """What a claim is of: the whole recipe with each optimizer, and its controls, a setting left alone for one of them."""
    faults = {
        name: (framework, WHOLE | {name.partition(",")[0]: name}) for name in LEFT_ALONE
    }
    return {"page": PAGE, "of": (framework, WHOLE), "controls": faults}


def repeats(asked):
    framework, recipes = asked
    parts = {}
    for optimizer, recipe in recipes.items():
        found = RECIPE_IN[framework](recipe)
        alike, differ = found["steps alike"], found["weights that differ"]
        parts[f"{optimizer}, steps alike"] = exact(alike, STEPS, unit="steps")
        parts[f"{optimizer}, weights that differ"] = exact(differ, 0, unit="weights")
    return parts


@claim(
    f"In PyTorch, on one thread of a CPU and with its deterministic algorithms, the recipe gives the same loss at each of {STEPS}"
    " steps of the tutorial's network and the same weights after them, bit for bit in float32: with Adam and with SGD, from one seed.",
    **whole_recipe("PyTorch"),
)
def test_recipe_in_pytorch(asked):
    return repeats(asked)


@claim(
    f"In JAX, with the step compiled by `jit` and the settings among its inputs, it gives the same loss at each of {STEPS} steps"
    " and the same weights after them, bit for bit in float32, with both optimizers.",
    **whole_recipe("JAX"),
)
def test_recipe_in_jax(asked):
    return repeats(asked)
