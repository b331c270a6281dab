"""Reason 1 in the reader's own browser: the two VAEs of widgets/twin.js are equal with the recipe, and diverge without it."""

import functools
import math

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab import engines
from lab.studies.browser_twins import twins

claim = functools.partial(claim, page="reasons/1-no-real-difference.md")
STEPS, SHOWN = 50, 1000
INSTALLED = ("Firefox",) if engines.on_path(engines.FIREFOX) else ()
ENGINES = ("Chromium", "Node", *INSTALLED)
DIVERGED = 10  # steps; in a trial each omission needed at most two
NONE = frozenset()
OMISSIONS = {  # the unchanged setting: its name in the recipe, and the optimizers that have it
    "initial weights unchanged": ("first", ("adam", "sgd")),
    "learning rate unchanged": ("rate", ("adam", "sgd")),
    "Adam's epsilon unchanged": ("epsilon", ("adam",)),
}


def equality(engines, left_out, optimizers, steps):
    """One part for the losses and one for the weights of each training."""
    parts = {}
    for engine in engines:
        for optimizer in optimizers:
            found = twins(engine, optimizer, steps, frozenset(left_out))
            parts[f"{engine}, {optimizer}, losses"] = exact(*found.losses[::-1])
            parts[f"{engine}, {optimizer}, weights"] = exact(*found.weights[::-1])
    return parts


@claim(
    "In a browser too, a small VAE with the recipe repeats one with a log σ² head: the same loss at every one of "
    f"{STEPS:,} steps and the same weights after them (exactly half in the head), bit for bit, with Adam and with SGD. Tried on "
    "scikit-learn's small digits, in Chromium, in Node and, if it is installed, in Firefox.",
    of=(NONE, ("adam", "sgd"), STEPS),
    controls={
        what: ({part}, optimizers, DIVERGED)
        for what, (part, optimizers) in OMISSIONS.items()
    },
)
def test_browser_twins_bit_for_bit(thing):
    return equality(ENGINES, *thing)


def first_difference(losses):
    """The first step (from 1) at which the two losses differ; infinite if they never do."""
    differs = np.flatnonzero(losses[0] != losses[1])
    return float(differs[0] + 1) if len(differs) else math.inf


@claim(
    f"If any one part of the recipe for Adam is left out, the two small VAEs diverge within {DIVERGED} steps in "
    "Chromium, in Node and, if it is installed, in Firefox.",
    of=({what: part for what, (part, _) in OMISSIONS.items()}, SHOWN),
    controls={"nothing left out": (dict.fromkeys(OMISSIONS), DIVERGED)},
)
def test_browser_twins_diverge(omissions_and_steps):
    omissions, in_node = omissions_and_steps
    parts = {}
    for what, part in omissions.items():
        left_out = NONE if part is None else frozenset({part})
        runs = {
            engine: twins(engine, "adam", steps, left_out).losses
            for engine, steps in {
                **dict.fromkeys(ENGINES, DIVERGED),
                "Node": in_node,
            }.items()
        }
        parts[what] = bound(
            max(map(first_difference, runs.values())),
            at_most=DIVERGED,
            unit="steps",
            seeds=[0],
            series={what: np.abs(np.diff(runs["Node"], axis=0)[0])},
        )
    return parts
