"""The median between limits: its interval is the sign test's, and its error rates are what chance gives."""

import math
from dataclasses import asdict

import numpy as np
import pytest

from evidence.measurements import equivalence, median

PAIRS = 14
RUNS = 4_000


def draws(shift, seed):
    return np.random.default_rng(seed).standard_t(3, size=PAIRS) + shift


def test_the_interval_is_the_one_of_an_equivalence():
    samples = draws(-1, seed=0)
    found, other = median(samples, at_most=0.0), equivalence(samples, 5.0)
    assert (found.low, found.high) == (other.low, other.high)
    assert found.estimate == other.estimate
    assert found.expected == "at most 0"


def test_a_median_at_the_limit_passes_at_most_once_in_a_hundred():
    passes = [median(draws(0, seed), at_most=0.0).holds for seed in range(RUNS)]
    rare = np.mean(passes)
    assert rare < 0.01 + 3 * math.sqrt(0.01 / RUNS)
    assert rare > 0.001  # it is no check that never passes


@pytest.mark.parametrize("limit", [{"at_least": 0.0}, {"at_most": 4.0}])
def test_either_limit_decides(limit):
    assert median(draws(2, seed=1), **limit).holds
    assert not median(draws(0 if "at_least" in limit else 4, seed=1), **limit).holds


def test_too_few_pairs_hold_nothing():
    assert not median([-3.0, -2.0, -1.0, -2.5, -1.5, -1.2], at_most=0.0).holds


def test_no_limit_is_refused():
    with pytest.raises(ValueError, match=r"^a median needs at_least or at_most$"):
        median([1.0, 2.0])


def test_its_row_says_all():
    """Of 1 to 14, four lie as far off as each limit; three of one side are too many: (4 + 1) / 2⁴, twice."""
    said = {"unit": "nats", "seeds": (7, 8), "series": {"line": [0.5]}}
    found = median(range(1, 15), at_least=2, at_most=13, **said)
    assert asdict(found) == {
        **{"kind": "median", "holds": True, "estimate": 7.5, "n": 14},
        **{"low": 3.0, "high": 12.0, "expected": "at least 2 and at most 13"},
        **{"false_fail": pytest.approx(0.625), "false_pass": 0.01, "resolves": None},
        **{"unit": "nats", "seeds": [7, 8], "series": {"line": [0.5]}},
        "descriptive": None,
    }
    bare = median(range(1, 15), at_most=13)
    assert (bare.unit, bare.seeds, bare.series) == ("", [], {})
    assert bare.expected == "at most 13"
    assert median(range(1, 15), at_least=2).expected == "at least 2"
