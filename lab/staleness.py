"""What each kept thing of this room was made from, and which are stale; said without TensorFlow."""

import functools

from evidence import store
from evidence.files import ROOT, relative
from evidence.fingerprint import changes, code_inputs, inputs_of, source

TRAINING = ROOT / "snippets" / "training.py"
RECORDS = {  # a record outlives the versions that made it: each run says with which it was made
    "full-scale": (TRAINING,),
    "trained-models": (TRAINING,),
    "studies": (ROOT / "lab" / "studies" / "variant.py",),
    "benchmark": (TRAINING,),
    "frameworks": tuple(
        ROOT / "lab" / "frameworks" / name
        for name in ("in_pytorch.py", "twins_pytorch.py")
    ),
}
# Whose own code was timed, and nothing of what it imports but the training.
TIMED = {"benchmark": ROOT / "lab" / "benchmark.py"}
ADVICE = {
    "full-scale": "make train-full",
    "trained-models": "make train-full",
    "studies": "make studies",
    "benchmark": "make benchmark",
    "frameworks": "make record-pytorch",
}
WITH_ARRAYS = {"trained-models"}


@functools.cache
def of_run():
    """Of a training that is stored: also of the packages' versions, because it can be made anew in a minute."""
    return inputs_of(ROOT / "lab" / "train_run.py")


@functools.cache
def of_record(name):
    """Of the code that a record was made by. The data set is told by the record itself."""
    found = code_inputs(*RECORDS[name])
    if name in TIMED:
        found[relative(TIMED[name])] = source(TIMED[name]).code
    return {key: value for key, value in found.items() if key != "data"}


def place_of(name):
    suffix = "npz" if name in WITH_ARRAYS else "json"
    return ROOT / "docs" / "evidence" / f"{name}.{suffix}"


def subject(name):
    return {"record": name}


def read_record(name):
    """The Kept of a record, or None where there is none. Raises Damaged."""
    return store.read(place_of(name), subject(name))


def reasons(name, kept):
    """Why a record is not of the code as it is; none where it is."""
    if kept is None:
        return ["is missing"]
    then = {key: value for key, value in kept.inputs.items() if key != "data"}
    return [*changes(then, of_record(name))]


def sound_record(name):
    """The Kept of a record that is of the code as it is.

    Raises ValueError where it is missing or of other code, Damaged where it is not sound.
    """
    kept = read_record(name)
    if why := reasons(name, kept):
        raise ValueError(line(name, why))
    return kept


def line(name, why):
    return (
        f"docs/evidence/{place_of(name).name}: {'; '.join(why)}: run `{ADVICE[name]}`"
    )


def states():
    """A line for each record that is stale."""
    found = ((name, reasons(name, read_record(name))) for name in RECORDS)
    return [line(name, why) for name, why in found if why]
