"""Reason 1 in the reader's own browser: the pair of widgets/twin.js repeats itself, and parts without the recipe."""

import functools
import math

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab import engines
from lab.studies.browser_twins import twins

claim = functools.partial(claim, page="reasons/1-no-real-difference.md")
MODULE = "widgets/twin.js"
STEPS = 1000
INSTALLED = ("Firefox",) if engines.on_path(engines.FIREFOX) else ()
ENGINES = ("Chromium", "Node", *INSTALLED)
PARTED = 10  # steps, of which an omission needs two at most in a trial
NONE = frozenset()
OMISSIONS = {  # what is left alone: the part's name, the optimizers that have it
    "first weights left alone": ("first", ("adam", "sgd")),
    "learning rate left alone": ("rate", ("adam", "sgd")),
    "ε left alone": ("epsilon", ("adam",)),
}


def equality(engines, left_out, optimizers, steps):
    """Of all losses and weights, a part each."""
    parts = {}
    for engine in engines:
        for optimizer in optimizers:
            found = twins(engine, optimizer, steps, frozenset(left_out))
            parts[f"{engine}, {optimizer}, losses"] = exact(*found.losses[::-1])
            parts[f"{engine}, {optimizer}, weights"] = exact(*found.weights[::-1])
    return parts


@claim(
    "In a browser too, a small VAE with the recipe repeats one with a log σ² head: the same loss at every one of "
    f"{STEPS:,} steps and the same weights after them, bit for bit, with Adam and with SGD. Tried on "
    "scikit-learn's small digits, in Chromium, in Node and, if it is installed, in Firefox.",
    of=(NONE, ("adam", "sgd"), STEPS),
    controls={
        what: ({part}, optimizers, PARTED)
        for what, (part, optimizers) in OMISSIONS.items()
    },
)
def test_browser_twins_bit_for_bit(thing):
    return equality(ENGINES, *thing)


def first_difference(losses):
    """The first step (from 1) at which the two losses differ; infinite where none does."""
    differs = np.flatnonzero(losses[0] != losses[1])
    return float(differs[0] + 1) if len(differs) else math.inf


@claim(
    f"If any one part of the recipe is left out, the two small VAEs diverge within {PARTED} steps in "
    "Chromium, in Node and, if it is installed, in Firefox.",
    of={what: part for what, (part, _) in OMISSIONS.items()},
    controls={"nothing left out": dict.fromkeys(OMISSIONS)},
)
def test_browser_twins_diverge(omissions):
    parts = {}
    for what, part in omissions.items():
        left_out = NONE if part is None else frozenset({part})
        runs = {
            engine: twins(engine, "adam", steps, left_out).losses
            for engine, steps in {
                **dict.fromkeys(ENGINES, PARTED),
                "Node": STEPS,
            }.items()
        }
        parts[what] = bound(
            max(map(first_difference, runs.values())),
            at_most=PARTED,
            unit="steps",
            seeds=[0],
            series={what: np.abs(np.diff(runs["Node"], axis=0)[0])},
        )
    return parts
