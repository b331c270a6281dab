"""PyTorch's answers: measured if it is installed, else taken from docs/evidence/frameworks.json.

`python -m lab.frameworks.record` measures all of it and writes that file.
"""

import functools
import sys
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from evidence.provenance import provenance
from lab import data, staleness
from lab.frameworks.cases import CASES
from lab.frameworks.twins import RECIPES

INSTALLED = find_spec("torch") is not None
RECORD = "docs/evidence/frameworks.json"


def as_number(value):
    """With no more digits than its dtype needs; if it is not finite, its name."""
    return float(str(value)) if np.isfinite(value) else str(value)


def as_lists(answers):
    """Arrays as JSON has them."""
    return {
        dtype: {name: [*map(as_number, each)] for name, each in arrays.items()}
        for dtype, arrays in answers.items()
    }


def as_arrays(answers):
    return {
        dtype: {name: np.array(each, dtype) for name, each in lists.items()}
        for dtype, lists in answers.items()
    }


@functools.cache
def recorded():
    """What the record holds. Raises ValueError if it is missing or of other code, Damaged if it is not sound."""
    return staleness.sound_record(Path(RECORD).stem).content


def measured():
    """All answers of the PyTorch that is installed, in the form of the record."""
    from lab.frameworks import in_pytorch, twins_pytorch

    found = {
        kind: {
            name: as_lists(in_pytorch.answers(case, faulty))
            for name, case in CASES.items()
        }
        for kind, faulty in (("answers", False), ("with a wrong ½", True))
    }
    return found | {
        "recipes": {name: twins_pytorch.alike(name) for name in RECIPES},
        "first aid": in_pytorch.first_aid_names(),
    }


def recipe_in_pytorch(recipe):
    """How far a log σ head repeats a log σ² head in PyTorch, as `lab.frameworks.twins.compared` says it."""
    if not INSTALLED:
        return recorded()["recipes"][recipe]
    from lab.frameworks import twins_pytorch

    return twins_pytorch.alike(recipe)


def first_aid_in_pytorch():
    """What PyTorch's `first_aid` finds after small trainings, as `lab.studies.broken_trainings.names_found` says it."""
    if not INSTALLED:
        return recorded()["first aid"]
    from lab.frameworks import in_pytorch

    return in_pytorch.first_aid_names()


def on_record(name, faulty=False):
    """The record's answers to a case: {dtype: arrays by name}. Raises as `recorded` does."""
    return as_arrays(recorded()["with a wrong ½" if faulty else "answers"][name])


def of_pytorch(name, faulty=False):
    """Its answers to a case: {dtype: arrays by name}."""
    if not INSTALLED:
        return on_record(name, faulty)
    from lab.frameworks import in_pytorch

    return in_pytorch.answers(CASES[name], faulty)


def main():
    if not INSTALLED:
        sys.exit("PyTorch is not installed: run `make record-pytorch`")
    data.demand_mnist(RECORD)
    made = provenance()
    made["versions"] |= {"torch": metadata.version("torch")}
    staleness.keep_record("frameworks", measured(), made)
    print(f"{RECORD}: PyTorch {made['versions']['torch']}")


if __name__ == "__main__":
    main()
