"""Reason 1 in the reader's own browser: the pair of widgets/twin.js repeats itself, and parts without the recipe."""

import functools
import math

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab.studies.browser_twins import twins

claim = functools.partial(claim, page="reasons/1-no-real-difference.md")
MODULE = "widgets/twin.js"
STEPS = 1000
ENGINES = ("Chromium", "Node")  # Firefox is not everywhere, and has claims of its own
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
    "In Chromium and in Node the small VAEs of this page, on scikit-learn's small digits, repeat each other once the recipe is applied:"
    f" the same loss at every one of {STEPS:,} steps and the same weights after them, bit for bit, with Adam and with SGD.",
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
    f"Leave out any one part of the recipe, and in Chromium and in Node the small VAEs part within {PARTED} steps.",
    of={what: part for what, (part, _) in OMISSIONS.items()},
    controls={"nothing left out": dict.fromkeys(OMISSIONS)},
)
def test_browser_twins_part(omissions):
    parts = {}
    for what, part in omissions.items():
        left_out = NONE if part is None else frozenset({part})
        runs = {
            engine: twins(engine, "adam", steps, left_out).losses
            for engine, steps in (("Chromium", PARTED), ("Node", STEPS))
        }
        parts[what] = bound(
            max(map(first_difference, runs.values())),
            at_most=PARTED,
            unit="steps",
            seeds=[0],
            series={what: np.abs(np.diff(runs["Node"], axis=0)[0])},
        )
    return parts


@claim(
    f"In Firefox too: with the whole recipe {STEPS:,} losses of the small VAEs and the weights after them are equal, bit for bit, with Adam and with SGD.",
    of=(NONE, ("adam", "sgd"), STEPS),
    controls={
        what: ({part}, optimizers, PARTED)
        for what, (part, optimizers) in OMISSIONS.items()
    },
)
def test_firefox_twins_bit_for_bit(thing):
    return equality(("Firefox",), *thing)


@claim(
    f"In Firefox too the small VAEs part within {PARTED} steps where a part of the recipe is left out.",
    of={what: part for what, (part, _) in OMISSIONS.items()},
    controls={"nothing left out": dict.fromkeys(OMISSIONS)},
)
def test_firefox_twins_part(omissions):
    return {
        what: bound(
            first_difference(
                twins("Firefox", "adam", PARTED, frozenset({part} - {None})).losses
            ),
            at_most=PARTED,
            unit="steps",
            seeds=[0],
        )
        for what, part in omissions.items()
    }
