"""Why log σ starts slower: what the recorded studies found, beside what was predicted before they ran."""

import functools
from dataclasses import replace

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound, equivalence, median
from lab.records import differences
from lab.studies.starts_slower import (
    DECOMPOSITION,
    HALVED,
    SOFTPLUS,
    recorded,
    study_results,
    untouched,
)
from tests.claims import full_scale

claim = functools.partial(claim, page="reasons/1a-starts-slower.md")
ENOUGH = 10  # pairs; fixed before the studies ran
AT_MOST = 2.0  # nats that one change may move log σ; set after 12 pairs
HALF_WEIGHTS, HALF_RATE, HALF_PULL = DECOMPOSITION.values()
STARTS_AT_LN_2, SOFTPLUS_AT_1 = SOFTPLUS.values()


def studies():
    return study_results()


def without(*seeds):
    return lambda: [run for run in studies() if run.config.seed not in seeds]


FEW = without(*range(5, 14))


def moved(variant, nats):
    """The record with so many nats more after every epoch of a variant."""

    more = full_scale.moved(nats)
    return lambda: [
        more(run) if replace(run.config, seed=variant.seed) == variant else run
        for run in studies()
    ]


def gained(found, variant):
    """By how much a change of the log σ head alone moves its ELBO after an epoch: {seed: nats}."""
    return differences(untouched("log_std"), recorded(found, variant))


def left(found, variant):
    """How far the changed head is still behind log σ²: {seed: nats}."""
    return differences(recorded(found, variant), untouched("log_variance"))


def lead(found, variant):
    """By how much it is ahead: {seed: nats}."""
    return differences(untouched("log_variance"), recorded(found, variant))


def gains(found, variant):
    """What a change gains: less than the margin by the sign test, and of enough pairs more above 0 than below."""
    gain = gained(found, variant)
    values = [*gain.values()]
    ahead = int(np.sum(np.greater(values, 0)))
    return {
        "gain": equivalence(
            values, AT_MOST, unit="nats", seeds=[*gain], series={"gained": values}
        ),
        "seeds ahead": bound(
            ahead, at_least=len(values) / 2, unit="seeds", seeds=[*gain]
        ),
        "pairs": bound(len(gain), at_least=ENOUGH, unit="pairs"),
    }


def gain_faults(variant):
    return {
        "3 nats taken from it": moved(variant, -3.0),
        "3 nats added to it": moved(variant, 3.0),
        "five seeds alone": FEW,
    }


@claim(
    f"Half of Adam's rate for the log σ head alone moves its test ELBO after one epoch by less than {AT_MOST:g} nats in the median,"
    " and with most seeds of this record it is a gain.",
    of=studies,
    controls=gain_faults(HALF_RATE),
)
def test_half_the_rate_gains(found):
    return gains(found(), HALF_RATE)


@claim(
    "Half of the gradient that the log σ head hands to the layers below, alone, moves the test ELBO after one epoch by less than"
    f" {AT_MOST:g} nats in the median, and with most seeds of this record it is a gain.",
    of=studies,
    controls=gain_faults(HALF_PULL),
)
def test_half_the_pull_gains(found):
    return gains(found(), HALF_PULL)


@claim(
    "Half the first weights alone do not close the gap: after one epoch that head is still behind log σ², in the median. Over"
    " the seeds of this record they make up less than half of it.",
    of=studies,
    controls={
        "2 nats added to it": moved(HALF_WEIGHTS, 2.0),
        "five seeds alone": FEW,
    },
)
def test_half_the_weights_stay_behind(found):
    gain, rest = (of(found(), HALF_WEIGHTS) for of in (gained, left))
    short_of_half = [(rest[seed] - gain[seed]) / 2 for seed in gain]
    return {
        "behind": median(
            [*rest.values()], at_least=0, unit="nats", seeds=[*rest],
            series={"gained": [*gain.values()]},
        ),
        "half of the gap less the gain": bound(
            np.median(short_of_half), at_least=0, unit="nats", seeds=[*gain]
        ),
        "pairs": bound(len(gain), at_least=ENOUGH, unit="pairs"),
    }  # fmt: skip


HALVES_WITHIN = 0.5  # nats; predicted before the runs


@claim(
    f"With half the first weights and half the rate together, log σ is within {HALVES_WITHIN:g} nats of log σ² after one epoch,"
    " in the median.",
    of=(studies, HALVED),
    controls={
        "half the rate alone": (studies, HALF_RATE),
        "half the first weights alone": (studies, HALF_WEIGHTS),
        "1 nat added to it": (moved(HALVED, 1.0), HALVED),
        "five seeds alone": (FEW, HALVED),
    },
)
def test_both_halves_close_the_gap(thing):
    found, variant = thing
    ahead = lead(found(), variant)
    gain = gained(found(), variant)
    return {
        "ahead of log σ²": equivalence(
            [*ahead.values()], HALVES_WITHIN, unit="nats", seeds=[*ahead],
            series={"gained": [*gain.values()]},
        ),
        "pairs": bound(len(ahead), at_least=ENOUGH, unit="pairs"),
    }  # fmt: skip


LEAD = 0.4  # nats; half of softplus's lead, predicted before the runs


def leads(found, variant, **predicted):
    ahead = lead(found, variant)
    values = [*ahead.values()]
    return {
        "ahead": median(values, at_least=0, unit="nats", seeds=[*ahead]),
        "median, as predicted": bound(
            np.median(values), **predicted, unit="nats", seeds=[*ahead]
        ),
        "pairs": bound(len(ahead), at_least=ENOUGH, unit="pairs"),
    }


@claim(
    "A log σ² head whose bias lets it start at σ = ln 2, as softplus does, is ahead of the usual one after one epoch, in the median;"
    f" over the seeds of this record by at least the {LEAD:g} nats that were predicted.",
    of=studies,
    controls={
        "2 nats taken from it": moved(STARTS_AT_LN_2, -2.0),
        "0.6 nats taken from it": moved(STARTS_AT_LN_2, -0.6),
        "five seeds alone": FEW,
    },
)
def test_start_carries_softplus_lead(found):
    return leads(found(), STARTS_AT_LN_2, at_least=LEAD)


@claim(
    "A softplus head that starts at σ = 1, as log σ² does, is still ahead of it after one epoch, in the median; over the seeds"
    f" of this record by less than the {LEAD:g} nats that were predicted.",
    of=studies,
    controls={
        "1 nat taken from it": moved(SOFTPLUS_AT_1, -1.0),
        "1 nat added to it": moved(SOFTPLUS_AT_1, 1.0),
        "five seeds alone": FEW,
    },
)
def test_softplus_at_one_leads_less(found):
    return leads(found(), SOFTPLUS_AT_1, at_most=LEAD)
