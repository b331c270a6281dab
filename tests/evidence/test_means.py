"""The mean within a margin: its interval is Student's, and its error rates are what chance gives."""

import math

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


def test_what_is_not_finite_holds_nothing():
    assert not mean_within([*draws(0, seed=1), math.nan], MARGIN).holds
