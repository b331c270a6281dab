"""Each measurement accepts a truth, rejects what is false, and errs as rarely as it states."""

import math
from dataclasses import asdict
from functools import partial

import numpy as np
import pytest
from scipy import stats

from evidence.measurements import (
    FALSE_FAIL,
    FALSE_PASS,
    Measurement,
    bound,
    equivalence,
    exact,
    mean_interval,
    mean_within,
    median,
    statistical,
)

RNG = partial(np.random.default_rng, 20260)
NEXT = np.nextafter(np.float32(1), np.float32(2))


@pytest.mark.parametrize(
    ("estimate", "expected", "ulps", "holds"),
    [
        (2.0, 2.0, 0, True),
        (np.float32(1), NEXT, 0, False),
        (np.float32(1), NEXT, 1, True),
        (np.float32([1, 1]), np.float32([1, 1.01]), 1, False),
        (0.0, -0.0, 0, True),
        (0.0, 5e-324, 0, False),
        (-1.0, 1.0, 1000, False),
        (28_036, 28_036, 0, True),
        (28_036, 28_037, 0, False),
        (np.array([True, False]), np.array([True, True]), 0, False),
        (math.nan, math.nan, 0, False),
        (np.float32([1, np.nan]), np.float32([1, 1]), 10, False),
        (math.inf, math.inf, 0, False),
    ],
)
def test_exact(estimate, expected, ulps, holds):
    found = exact(estimate, expected, ulps)
    assert found.holds is holds
    assert found.n == np.size(expected)


@pytest.mark.parametrize(
    "expected", [np.float64([1, 2]), np.float32([[1, 2]]), np.float32(1)]
)
def test_exact_compares_like_with_like(expected):
    with pytest.raises(ValueError, match=r"estimate is float32\(2,\)"):
        exact(np.float32([1, 2]), expected)


@pytest.mark.parametrize(
    ("estimate", "limits", "holds"),
    [
        (1.0, {"at_least": 1}, True),
        (0.99, {"at_least": 1}, False),
        (1.0, {"at_most": 1}, True),
        (1.01, {"at_most": 1}, False),
        (0.5, {"at_least": 0, "at_most": 1}, True),
        (-0.5, {"at_least": 0, "at_most": 1}, False),
        (math.nan, {"at_least": 0}, False),
        (math.nan, {"at_most": 0}, False),
    ],
)
def test_bound(estimate, limits, holds):
    assert bound(estimate, **limits).holds is holds


def test_nothing_is_not_exact():
    with pytest.raises(ValueError, match="estimate is empty"):
        exact(np.zeros(0), np.zeros(0))


@pytest.mark.parametrize(("measure", "of"), [(bound, 1.0), (median, [1.0, 2.0])])
def test_a_limit_is_needed(measure, of):
    name = measure.__name__
    with pytest.raises(ValueError, match=f"^a {name} needs at_least or at_most$"):
        measure(of)


@pytest.mark.parametrize(
    ("how", "descriptive"),
    [({}, None), ({"seeds": [0]}, True), ({"descriptive": True}, True)],
)
def test_a_bound_on_a_draw_is_descriptive(how, descriptive):
    assert bound(1.0, at_least=0, **how).descriptive is descriptive


def test_statistical_accepts_the_mean_and_rejects_another():
    samples = RNG().normal(3, 1, 10_000)
    assert statistical(samples, 3, resolves=0.1).holds
    assert not statistical(samples, 3.1, resolves=0.1).holds
    assert not statistical(samples, 2.9, resolves=0.1).holds


@pytest.mark.parametrize("samples", [[1.0], [[1.0, 2.0]], []])
@pytest.mark.parametrize("measure", [partial(statistical, expected=1), equivalence])
def test_samples_are_a_list_of_two_or_more(measure, samples):
    with pytest.raises(ValueError, match="samples has shape"):
        measure(samples, **{"margin": 1} if measure is equivalence else {"resolves": 1})


def test_a_fixed_seed_does_not_hide_a_spread():
    same = np.full(10, np.random.default_rng(0).normal(0, 1))
    with pytest.raises(ValueError, match="expected independent draws"):
        statistical(same, same[0], resolves=1)
    with pytest.raises(ValueError, match="expected independent draws"):
        equivalence(same, margin=1)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_not_finite_holds_nothing(bad):
    with np.errstate(invalid="ignore"):
        assert not statistical([1.0, 2.0, bad], 1.5, resolves=10).holds
        assert not equivalence([0.0, 0.1, bad], margin=10).holds
        assert not mean_within([0.0, 0.1, bad], margin=10).holds


def most(rate, trials):
    """A count that a rate of `rate` exceeds once in a million."""
    return stats.binom.isf(1e-6, trials, rate)


def passes(mean, resolves, trials=3000, n=1000):
    """How often, in so many trials, `statistical` holds zero to be the mean; None where it cannot resolve."""
    rng, held = RNG(), []
    for _ in range(trials):
        try:
            held.append(statistical(rng.normal(mean, 1, n), 0, resolves).holds)
        except ValueError:
            held.append(None)
    return held


def test_statistical_fails_a_truth_as_rarely_as_stated():
    held = passes(0, resolves=1)
    assert held.count(False) <= most(FALSE_FAIL, len(held))


def test_statistical_passes_the_stated_fault_as_rarely_as_stated():
    n = 1000
    just = (
        stats.t.isf(FALSE_FAIL / 2, n - 1) + stats.t.isf(FALSE_PASS, n - 1)
    ) / math.sqrt(n)
    held = passes(just, just, n=n)
    assert (
        len(held) / 4 < held.count(None) < 3 * len(held) / 4
    )  # the effect is as small as can be
    assert 0 < held.count(True) <= most(FALSE_PASS, len(held))


DRAWS = {"Normal": RNG().standard_normal, "heavy tails": partial(RNG().standard_t, 2)}


def equivalent(law, median, margin, trials=3000, n=14):
    return [equivalence(median + DRAWS[law](n), margin).holds for _ in range(trials)]


def test_few_pairs_show_no_equivalence_however_near():
    few = equivalence([0.01, 0.02, -0.01], margin=1)
    assert not few.holds
    assert (few.low, few.high) == (-math.inf, math.inf)


@pytest.mark.parametrize("far", [2.0, 1e6])
def test_an_outlier_does_not_decide_an_equivalence(far):
    near = list(RNG().normal(0, 0.2, 12))
    found = [equivalence([*near, -far, other], margin=1) for other in (0, -far)]
    assert found[0].holds
    assert found[1].holds
    assert not equivalence([*near[1:], -far, -far, -far], margin=1).holds


@pytest.mark.parametrize("law", DRAWS)
@pytest.mark.parametrize("median", [-2.0, 2.0])
def test_equivalence_passes_a_difference_of_the_margin_as_rarely_as_stated(law, median):
    held = equivalent(law, median, margin=2.0)
    assert 0 < sum(held) <= most(FALSE_PASS, len(held))


def test_equivalence_fails_equals_about_as_often_as_stated():
    draw = DRAWS["Normal"]
    found = [equivalence(draw(14), margin=1.4) for _ in range(3000)]
    failed = np.mean([not one.holds for one in found])
    stated = np.mean([one.false_fail for one in found])
    assert 0.01 < failed < 0.2
    assert stated / 2 < failed < 2 * stated


def drawn(shift, seed, spread=1.0):
    return np.random.default_rng(seed).normal(shift, spread, 14)


@pytest.mark.parametrize("side", [-1, 1])
def test_a_mean_at_the_margin_passes_as_rarely_as_stated(side):
    held = [mean_within(drawn(side, seed), margin=1).holds for seed in range(1500)]
    assert 0 < sum(held) <= most(FALSE_PASS, len(held))


def test_a_mean_of_zero_fails_about_as_often_as_stated():
    found = [mean_within(drawn(0, seed, 0.8), margin=1) for seed in range(1500)]
    failed = np.mean([not each.holds for each in found])
    assert 0 < failed < 2 * np.median([each.false_fail for each in found]) < 1


def test_the_interval_of_a_mean_within_is_students():
    samples = drawn(0.1, seed=0)
    mean, _, (low, high) = mean_interval(samples, 2 * FALSE_PASS)
    found = mean_within(samples, margin=1)
    assert (found.estimate, found.low, found.high) == (mean, low, high)
    assert found.expected == "within ±1"


def heavy_tailed(shift, seed):
    return shift + np.random.default_rng(seed).standard_t(3, size=14)


def test_a_median_at_the_limit_passes_as_rarely_as_stated():
    held = [median(heavy_tailed(0, seed), at_most=0).holds for seed in range(4000)]
    assert 0.001 * len(held) < sum(held) <= most(FALSE_PASS, len(held))


@pytest.mark.parametrize("limit", [{"at_least": 0.0}, {"at_most": 4.0}])
def test_either_limit_of_a_median_decides(limit):
    assert median(heavy_tailed(2, seed=1), **limit).holds
    beyond = heavy_tailed(*limit.values(), seed=1)
    assert not median(beyond, **limit).holds


def test_too_few_pairs_show_nothing_of_a_median():
    assert not median([-3.0, -2.0, -1.0, -2.5, -1.5, -1.2], at_most=0.0).holds


# What a row of the evidence says, field by field, in cases that can be done by hand.

SAID = {"unit": "nats", "seeds": (7, 8), "series": {"line": [0.5]}}
KEPT = {"unit": "nats", "seeds": [7, 8], "series": {"line": [0.5]}}
EMPTY = asdict(Measurement("", True, 0.0))


def row(found):
    """The fields that differ from an empty row's."""
    return {name: v for name, v in asdict(found).items() if v != EMPTY[name]}


def test_the_row_of_an_exact_array_tells_the_largest_distance():
    found = exact(np.float32([1, NEXT, 1]), np.float32([1, 1, NEXT]), 3, unit="nats")
    assert row(found) == {
        **{"kind": "exact", "estimate": 1.0, "unit": "ulp"},
        **{"expected": "at most 3", "n": 3},
    }
    whole = exact(np.array([3, 9]), np.array([5, 8]))
    assert row(whole) == {
        **{"kind": "exact", "holds": False, "estimate": 2.0, "unit": "ulp"},
        **{"expected": "at most 0", "n": 2},
    }


def test_the_row_of_a_bound():
    found = bound(0.25, at_least=0, at_most=0.5, n=3, **SAID)
    assert row(found) == KEPT | {
        **{"kind": "bound", "estimate": 0.25, "expected": "at least 0 and at most 0.5"},
        **{"n": 3, "descriptive": True},
    }
    assert row(bound(1, at_least=0)) == {
        **{"kind": "bound", "estimate": 1.0, "expected": "at least 0"},
    }
    assert bound(1, at_most=2).expected == "at most 2"


def quantile(p):
    """Student's for 2 degrees of freedom, which has a closed form."""
    return (2 * p - 1) / math.sqrt(2 * p * (1 - p))


HALF = quantile(1 - 0.5e-4) / math.sqrt(3)  # of the interval around the mean of 1, 2, 3
SEEN = HALF + quantile(0.99) / math.sqrt(3)


def test_the_row_of_a_mean():
    found = statistical([1, 2, 3], 2, resolves=62, **SAID)
    assert row(found) == KEPT | {
        **{"kind": "statistical", "estimate": 2.0, "expected": 2.0, "n": 3},
        **{"low": pytest.approx(2 - HALF), "high": pytest.approx(2 + HALF)},
        **{"false_fail": 1e-4, "false_pass": 1e-2, "resolves": 62.0},
    }


def test_what_so_few_samples_resolve_is_half_the_interval_and_one_miss_more():
    assert statistical([1, 2, 3], 2, resolves=SEEN * 1.001).holds
    with pytest.raises(ValueError, match=f"3 samples resolve {SEEN:.3g}"):
        statistical([1, 2, 3], 2, resolves=SEEN * 0.999)


FOURTEEN = range(1, 15)  # of so many, two on a side may lie anywhere


def test_the_row_of_an_equivalence():
    """Four lie as far off as the margin; three of one side are too many: 2 (4 + 1) / 2⁴."""
    found = equivalence(FOURTEEN, margin=5.5, around=7.5, **SAID)
    assert row(found) == KEPT | {
        **{"kind": "equivalence", "estimate": 7.5, "low": 3.0, "high": 12.0, "n": 14},
        **{"expected": "within ±5.5 of 7.5", "resolves": 5.5},
        **{"false_fail": pytest.approx(0.625), "false_pass": 1e-2},
    }
    assert equivalence(FOURTEEN, margin=20).expected == "within ±20"


def test_the_row_of_a_median():
    """Four lie as far off as each limit; three of one side are too many: (4 + 1) / 2⁴, twice."""
    found = median(FOURTEEN, at_least=2, at_most=13, **SAID)
    assert row(found) == KEPT | {
        **{"kind": "median", "estimate": 7.5, "low": 3.0, "high": 12.0, "n": 14},
        **{"expected": "at least 2 and at most 13"},
        **{"false_fail": pytest.approx(0.625), "false_pass": 1e-2},
    }
    assert median(FOURTEEN, at_most=13).expected == "at most 13"
    assert median(FOURTEEN, at_least=2).expected == "at least 2"
