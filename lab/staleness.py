"""What each record and stored training was made from, and which are stale; found without TensorFlow."""

import functools
from dataclasses import dataclass
from pathlib import Path

from evidence import store
from evidence.files import ROOT
from evidence.fingerprint import changes, code_inputs, code_of, inputs_of
from lab import data

TRAINING = ROOT / "snippets" / "training.py"
IMAGES = ROOT / "snippets" / "mnist.py"
CHANGED_TRAINING = ROOT / "lab" / "training_step.py"


@dataclass(frozen=True)
class Record:
    """The command that makes a record, and the code that it depends on; of `timed` only the file itself counts."""

    command: str
    code: tuple[Path, ...]
    timed: tuple[Path, ...] = ()
    suffix: str = "json"


RECORDS = {  # records outlive package versions, so these are not compared
    "full-scale": Record("make train-full", (TRAINING,)),
    "trained-models": Record("make train-full", (TRAINING,), suffix="npz"),
    "studies": Record("make studies", (CHANGED_TRAINING,)),
    "benchmark": Record(
        "make benchmark", (TRAINING,), timed=(ROOT / "lab" / "benchmark.py",)
    ),
}


@functools.cache
def of_run():
    """Of a stored training: versions of packages too, because it can be made again in a minute."""
    return inputs_of(CHANGED_TRAINING, IMAGES)


@functools.cache
def of_record(name):
    """Of the code that a record was made by. The record itself names the data set."""
    record = RECORDS[name]
    return code_inputs(*record.code) | code_of(record.timed)


def place_of(name):
    return ROOT / "docs" / "evidence" / f"{name}.{RECORDS[name].suffix}"


def subject(name):
    return {"record": name}


def read_record(name):
    """The Kept of a record, or None if there is none. Raises Damaged."""
    return store.read(place_of(name), subject(name))


def keep_record(name, content, made, arrays=None):
    """Write a record as of the present code and data, whole or not at all. Raises Damaged as `store.keep` does."""
    made_of = of_record(name) | data.inputs()
    kept = store.Kept(subject(name), made_of, content, made, arrays or {})
    store.keep(place_of(name), kept)


def reasons(name, kept):
    """Why a record is not of the present code; empty if it is."""
    if kept is None:
        return ["is missing"]
    then = {key: value for key, value in kept.inputs.items() if key != "data"}
    return [*changes(then, of_record(name))]


def sound_record(name):
    """The Kept of a record that is of the present code.

    Raises ValueError if it is missing or of other code, Damaged if it is not sound.
    """
    kept = read_record(name)
    if why := reasons(name, kept):
        raise ValueError(line(name, why))
    return kept


def line(name, why):
    command = RECORDS[name].command
    return f"docs/evidence/{place_of(name).name}: {'; '.join(why)}: run `{command}`"


def states():
    """A line for each record that is stale."""
    found = ((name, reasons(name, read_record(name))) for name in RECORDS)
    return [line(name, why) for name, why in found if why]
