"""How fast the trainings are next to the tutorial's own loop, as the benchmark's record has it. Descriptive: a few turns."""

import functools
from statistics import median

from evidence import store
from evidence.claims import claim
from evidence.files import ROOT
from evidence.measurements import bound

claim = functools.partial(claim, page="evidence.md")
IDLE = 0.5  # cores; written down when the record was there


@functools.cache
def record():
    return store.read(ROOT / "docs/evidence/benchmark.json").content


def changed(change):
    """The record with `change(turns)` in place of what was counted of every row, {"ours": […], "tutorial": […]}."""
    rows = [
        row | {counted: change(row[counted]) for counted in ("epochs", "steps")}
        for row in record()["rows"]
    ]
    return {**record(), "rows": rows}


def swapped(turns):
    return {"ours": turns["tutorial"], "tutorial": turns["ours"]}


def one_slow_turn(turns):
    """As if our trainings had taken twice as long as the tutorial's in the first turn."""
    return turns | {"ours": [turns["tutorial"][0] / 2, *turns["ours"][1:]]}


def faster(found, counted):
    """Of each number of cores: images per second of both loops, and the ratio of the turns that belong together."""
    parts = {}
    for row in found["rows"]:
        theirs, ours = row[counted]["tutorial"], row[counted]["ours"]
        ratios = [mine / other for mine, other in zip(ours, theirs, strict=True)]
        told = functools.partial(bound, n=len(ratios), descriptive=True)
        parts |= {
            f"{row['cores']} cores, the tutorial's loop": told(
                median(theirs), at_most=median(ours), unit="images/s"
            ),
            f"{row['cores']} cores, our trainings": told(
                median(ours), at_least=median(theirs), unit="images/s"
            ),
            f"{row['cores']} cores, ratio": told(median(ratios), at_least=1),
            f"{row['cores']} cores, least ratio": told(min(ratios), at_least=1),
        }
    return parts


FAULTS = {
    "the loops are swapped": lambda: changed(swapped),
    "one turn of ours takes twice as long": lambda: changed(one_slow_turn),
}


@claim(
    "Our runs together process more images per second than the tutorial's loop on the same cores, for whole epochs, in every"
    " repetition on record.",
    of=record,
    controls=FAULTS,
)
def test_whole_epochs_go_faster(found):
    return faster(found(), "epochs")


@claim(
    "Our runs together are also faster if only the training steps are counted, without the test at the end of an epoch, in every"
    " repetition on record.",
    of=record,
    controls=FAULTS,
)
def test_steps_alone_go_faster(found):
    return faster(found(), "steps")


def counted_together():
    """The record as if one training had all the images per second of the trainings side by side."""
    rows = [row | {"processes": 1} for row in record()["rows"]]
    return {**record(), "rows": rows}


@claim(
    "Each of our runs is slower than the tutorial's loop, which has all cores to itself (whole epochs, median over the"
    " repetitions).",
    of=record,
    controls={"the trainings counted together": counted_together},
)
def test_one_training_is_slower(found):
    parts = {}
    for row in found()["rows"]:
        theirs, ours = (median(row["epochs"][who]) for who in ("tutorial", "ours"))
        parts[f"{row['cores']} cores"] = bound(
            round(ours / row["processes"]),
            at_most=theirs,
            unit="images/s",
            n=len(row["epochs"]["ours"]),
            descriptive=True,
        )
    return parts


@claim(
    f"The machine was idle: its load was below {IDLE:g} cores in the minute before the benchmark.",
    of=record,
    controls={"one core was busy": lambda: {**record(), "load": 1.0}},
)
def test_benchmark_on_an_idle_machine(found):
    return bound(found()["load"], at_most=IDLE, unit="cores", descriptive=True)
