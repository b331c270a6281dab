"""The mean within a margin: its interval is Student's, and its error rates are what chance gives."""

import math
from dataclasses import asdict

import numpy as np
import pytest

from evidence.measurements import FALSE_PASS, mean_interval, mean_within

PAIRS, RUNS, MARGIN = 14, 1_500, 1.0


def draws(shift, seed, spread=1.0):
    return np.random.default_rng(seed).normal(shift, spread, PAIRS)


def test_the_interval_is_students():
    samples = draws(0.1, seed=0)
    mean, _, (low, high) = mean_interval(samples, 2 * FALSE_PASS)
    found = mean_within(samples, MARGIN, unit="nats", seeds=range(PAIRS))
    assert (found.estimate, found.low, found.high) == (mean, low, high)
    assert found.expected == "within ±1"


@pytest.mark.parametrize("side", [-1, 1])
def test_a_mean_at_the_margin_passes_once_in_a_hundred(side):
    passes = [
        mean_within(draws(side * MARGIN, seed), MARGIN).holds for seed in range(RUNS)
    ]
    assert np.mean(passes) == pytest.approx(
        FALSE_PASS, abs=3 * math.sqrt(FALSE_PASS / RUNS)
    )


def test_a_mean_of_zero_fails_about_as_often_as_it_says():
    found = [mean_within(draws(0, seed, 0.8), MARGIN) for seed in range(RUNS)]
    failed = np.mean([not each.holds for each in found])
    told = np.median([each.false_fail for each in found])
    assert 0 < failed < 2 * told < 1


def test_the_sides_do_not_matter():
    samples = draws(0.2, seed=3, spread=0.5)
    one, other = (mean_within(sign * samples, MARGIN) for sign in (1, -1))
    assert (one.low, one.high) == (-other.high, -other.low)
    assert one.holds is other.holds is True


def test_what_is_not_finite_holds_nothing():
    assert not mean_within([*draws(0, seed=1), math.nan], MARGIN).holds


def quantile(p):
    """Student's for 2 degrees of freedom, which has a closed form."""
    return (2 * p - 1) / math.sqrt(2 * p * (1 - p))


HALF = quantile(0.99) / math.sqrt(3)  # of the interval around the mean of −1, 0, 1
ROOM = quantile(0.95) / math.sqrt(3)  # as much is left once in 10, of both sides


def test_its_row_says_all():
    found = mean_within([-1, 0, 1], HALF + ROOM, unit="nats", seeds=(7, 8, 9))
    assert asdict(found) == {
        **{"kind": "equivalence", "holds": True, "estimate": 0.0, "unit": "nats"},
        **{"low": pytest.approx(-HALF), "high": pytest.approx(HALF), "n": 3},
        **{"expected": "within ±5.70684", "resolves": HALF + ROOM, "seeds": [7, 8, 9]},
        **{"false_fail": pytest.approx(0.1), "false_pass": 0.01},
        **{"descriptive": None, "series": {}},
    }
    bare = mean_within([-1, 0, 1], 1)
    assert (bare.unit, bare.seeds, bare.false_fail) == ("", [], 1.0)


@pytest.mark.parametrize("side", [-1, 1])
def test_an_interval_that_touches_the_margin_is_not_within(side):
    samples = side * np.arange(4.0)  # 0 to 3, off to one side
    found = mean_within(samples, MARGIN)
    touched = max(-found.low, found.high)
    assert not mean_within(samples, touched).holds
    assert mean_within(samples, math.nextafter(touched, math.inf)).holds
