"""Why log σ starts slower: what the recorded studies found, beside what was predicted before they ran."""

from dataclasses import replace

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound
from evidence.medians import median
from lab.studies import DECOMPOSITION
from lab.study_results import differences, recorded, study_results, untouched

PAGE = "reasons/1a-starts-slower.md"
ENOUGH = 10  # pairs; fixed before the studies ran
HALF_WEIGHTS, HALF_RATE, HALF_PULL = DECOMPOSITION.values()


def studies():
    return study_results()


def without(*seeds):
    return lambda: [run for run in studies() if run.variant.seed not in seeds]


FEW = without(*range(5, 14))


def moved(variant, nats):
    """The record with so many nats more after every epoch of a variant."""

    def shifted(run):
        history = [replace(epoch, elbo=epoch.elbo + nats) for epoch in run.history]
        return replace(run, history=history)

    return lambda: [
        shifted(run) if replace(run.variant, seed=variant.seed) == variant else run
        for run in studies()
    ]


def gained(found, variant):
    """By how much a change of the log σ head alone moves its ELBO after an epoch: {seed: nats}."""
    return differences(untouched("log_std"), recorded(found, variant))


def left(found, variant):
    """How far the changed head is still behind log σ²: {seed: nats}."""
    return differences(recorded(found, variant), untouched("log_variance"))


def above_zero(found, gain):
    """The median of what was found by seed is above 0, of enough pairs; what was gained is shown in a figure."""
    return {
        "median": median(
            [*found.values()], at_least=0.0, unit="nats", seeds=[*found],
            series={"gained": [*gain.values()]},
        ),
        "pairs": bound(len(found), at_least=ENOUGH, unit="pairs"),
    }  # fmt: skip


def gains(found, variant):
    gain = gained(found, variant)
    return above_zero(gain, gain)


@claim(
    "Half of Adam's rate for the log σ head alone makes up ground: after one epoch that head is ahead of the untouched log σ"
    " head, in the median.",
    page=PAGE,
    of=studies,
    controls={"3 nats taken from it": moved(HALF_RATE, -3.0), "five seeds alone": FEW},
)
def test_half_the_rate_gains(found):
    return gains(found(), HALF_RATE)


@claim(
    "Half of the log σ head's gradient into the layers below, alone, makes up ground too.",
    page=PAGE,
    of=studies,
    controls={"3 nats taken from it": moved(HALF_PULL, -3.0), "five seeds alone": FEW},
)
def test_half_the_pull_gains(found):
    return gains(found(), HALF_PULL)


@claim(
    "Half the first weights alone do not close the gap: after one epoch that head is still behind log σ², in the median, and"
    " over the seeds of this record it has made up less than half.",
    page=PAGE,
    of=studies,
    controls={
        "2 nats added to it": moved(HALF_WEIGHTS, 2.0),
        "five seeds alone": FEW,
    },
)
def test_half_the_weights_stay_behind(found):
    gain, rest = (of(found(), HALF_WEIGHTS) for of in (gained, left))
    short_of_half = [(rest[seed] - gain[seed]) / 2 for seed in gain]
    return above_zero(rest, gain) | {
        "half of the gap less the gain": bound(
            np.median(short_of_half), at_least=0, unit="nats"
        ),
    }
