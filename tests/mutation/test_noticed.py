"""What the record of the mutants says, room by room. Descriptive where a room's mutants were drawn by chance."""

import copy
import functools

from evidence import store
from evidence.claims import claim
from evidence.files import ROOT
from evidence.measurements import bound, exact
from tests.mutation.score import AT_LEAST, score

ENOUGH = 100 * AT_LEAST  # %


@functools.cache
def record():
    return store.read(ROOT / "docs/evidence/mutation.json").content


def one_in_ten_survived():
    """The record with a tenth of the mutants alive that were killed."""
    found = copy.deepcopy(record())
    for each in [*found["tried"].values()][::10]:
        each["outcome"] = "survived"
    return found


def one_too_many_counted():
    """The record with a room's survivor counted among the killed."""
    found = copy.deepcopy(record())
    for room in found["rooms"].values():
        room["killed"] += 1
    return found


@claim(
    f"In each room that was measured the tests notice at least {ENOUGH:g} % of the changes that were tried.",
    page="evidence.md",
    of=record,
    controls={
        "one change in ten was not noticed": one_in_ten_survived,
        "one more is counted than was noticed": one_too_many_counted,
    },
)
def test_mutants_are_noticed(found):
    parts = {}
    for name, room in found()["rooms"].items():
        outcomes = [
            each["outcome"]
            for each in found()["tried"].values()
            if each["function"].startswith(f"{name}/")
        ]
        killed = outcomes.count("killed")
        counted = len(outcomes) - outcomes.count("equivalent")
        drawn = room["sample"] < room["mutants"]
        parts |= {
            f"{name}, share": bound(
                100 * score(killed, counted),
                at_least=ENOUGH,
                unit="%",
                n=counted,
                seeds=[room["seed"]] if drawn else (),
            ),
            f"{name}, noticed": exact(room["killed"], killed),
        }
    return parts
