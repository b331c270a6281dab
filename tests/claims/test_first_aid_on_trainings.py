"""How often first aid finds the fault of a small training first, and how often it finds one where there is none."""

import functools

from evidence.claims import claim
from evidence.measurements import bound
from lab.studies.broken_trainings import SEEDS, TRAININGS, names_found

# Written down before anything was measured on the seeds of the claim. Expected: all faults, no false alarm.
ALL, OF_A_FAULT, FALSE_ALARMS = 0.9, 0.6, 1
BROKEN = {name: each.fault for name, each in TRAININGS.items() if each.fault}
HEALTHY = len(TRAININGS) - len(BROKEN)


found = functools.cache(names_found)


@claim(
    f"`first_aid` names the right fault first in at least {100 * ALL:.0f} % of all broken runs, and in at least"
    f" {100 * OF_A_FAULT:.0f} % of the runs with any one fault. It finds a fault in at most {FALSE_ALARMS} healthy run."
    f" There are {len(BROKEN)} broken and {HEALTHY} healthy runs from each of {len(SEEDS)} seeds, all in JAX.",
    page="practice/nan.md",
    of=lambda names: names,
    controls={
        "always the learning rate": lambda names: ["learning rate"],
        "never a fault": lambda names: [],
        "the last name first": lambda names: names[::-1],
    },
)
def test_first_aid_on_trainings(said):
    answers = [
        (BROKEN.get(name), said(names))
        for seed in SEEDS
        for name, names in found(seed).items()
    ]
    named = [(fault, names[:1] == [fault]) for fault, names in answers if fault]
    limits = dict.fromkeys(BROKEN.values(), OF_A_FAULT) | {"all": ALL}
    parts = {}
    for fault, limit in limits.items():
        right = [is_right for its, is_right in named if fault in (its, "all")]
        share, about = 100 * sum(right) / len(right), {"unit": "%", "n": len(right)}
        parts[fault] = bound(share, at_least=100 * limit, **about, descriptive=True)
    alarms = sum(bool(names) for fault, names in answers if not fault)
    return parts | {
        "false alarms": bound(
            alarms,
            at_most=FALSE_ALARMS,
            n=HEALTHY * len(SEEDS),
            descriptive=True,
        )
    }
