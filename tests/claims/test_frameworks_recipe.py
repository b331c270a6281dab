"""The recipe repeats a training in PyTorch and in JAX: claims of practice/frameworks.md."""

from evidence.claims import claim
from evidence.measurements import exact
from lab.frameworks import twins_jax
from lab.frameworks.installed import only_with_pytorch
from lab.frameworks.twins import RECIPES, STEPS

PAGE = "practice/frameworks.md"
WHOLE = {"Adam": "Adam", "SGD": "SGD"}
UNCHANGED = [name for name in RECIPES if name not in WHOLE]


def in_pytorch(recipe):
    only_with_pytorch()
    from lab.frameworks import twins_pytorch

    return twins_pytorch.alike(recipe)


RECIPE_IN = {"PyTorch": in_pytorch, "JAX": twins_jax.alike}


def whole_recipe(framework):
    """What a claim is of: the whole recipe with each optimizer, and its controls, a setting unchanged for one of them."""
    faults = {
        name: (framework, WHOLE | {name.partition(",")[0]: name}) for name in UNCHANGED
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
    "In PyTorch a log σ head with the recipe's settings repeats the log σ² head's training of the tutorial's network bit for bit:"
    f" the losses of {STEPS} steps and the weights after them, those of the head halved (Adam and SGD, float32, one CPU thread,"
    " deterministic algorithms, one seed).",
    **whole_recipe("PyTorch"),
)
def test_recipe_in_pytorch(asked):
    return repeats(asked)


@claim(
    "In JAX a log σ head with the recipe's settings repeats the log σ² head's training of the tutorial's network bit for bit: the"
    f" losses of {STEPS} steps and the weights after them, those of the head halved (Adam and SGD, float32, the step compiled by"
    " `jit` with the settings among its inputs, one seed).",
    **whole_recipe("JAX"),
)
def test_recipe_in_jax(asked):
    return repeats(asked)
