"""The score: killed ÷ (all − equivalents). A mutant that no test reaches, or that comes to no end, is not killed."""

import fnmatch
import functools
import re
import tomllib
from pathlib import Path

from scipy import stats

EQUIVALENTS = Path(__file__).with_name("equivalents.toml")
AT_LEAST = 0.95  # fixed before the first run
KILLED = {1, 3, 255}  # a test failed; pytest broke; pytest could not even start
OUTCOMES = {0: "survived", 5: "no test", 33: "no test"}


def outcome(code):
    """What an exit status means; None where the mutant did not run."""
    if code is None:
        return None
    return "killed" if code in KILLED else OUTCOMES.get(code, "no end")


@functools.cache
def equivalents():
    """(function, change, reason) of each line of the list; what the first two mean is said there."""
    listed = tomllib.loads(EQUIVALENTS.read_text(encoding="utf-8"))["equivalent"]
    return [(each["function"], each["change"], each["reason"]) for each in listed]


def is_equivalent(function, change):
    """Whether a change of a function is on the list."""
    return any(
        fnmatch.fnmatch(function, named) and re.fullmatch(pattern, change)
        for named, pattern, _ in equivalents()
    )


def score(killed, counted):
    """Share of what was counted that was killed; of nothing all."""
    return killed / counted if counted else 1.0


def interval(killed, counted, rate=0.95):
    """Clopper and Pearson's exact interval of the score."""
    found = stats.binomtest(killed, counted).proportion_ci(rate, method="exact")
    return float(found.low), float(found.high)
