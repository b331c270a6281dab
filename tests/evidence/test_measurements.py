"""Each measurement accepts a truth, rejects what is false, and errs as rarely as it states."""

import math
from functools import partial

import numpy as np
import pytest
from scipy import stats

from evidence.measurements import (
    FALSE_FAIL,
    FALSE_PASS,
    bound,
    equivalence,
    exact,
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


@pytest.mark.parametrize("expected", [np.float64([1, 2]), np.float32(1)])
def test_exact_compares_like_with_like(expected):
    with pytest.raises(ValueError, match=r"estimate is float32\(2,\)"):
        exact(np.float32([1, 2]), expected)
    with pytest.raises(ValueError, match="estimate is empty"):
        exact(np.zeros(0), np.zeros(0))


@pytest.mark.parametrize(
    ("estimate", "limits", "holds"),
    [
        (0.99, {"at_least": 1}, False),
        (1.01, {"at_most": 1}, False),
        (1.0, {"at_least": 1, "at_most": 1}, True),
        (-0.5, {"at_least": 0, "at_most": 1}, False),
        (math.nan, {"at_least": 0}, False),
        (math.nan, {"at_most": 0}, False),
    ],
)
def test_bound(estimate, limits, holds):
    assert bound(estimate, **limits).holds is holds


@pytest.mark.parametrize(("measure", "of"), [(bound, 1.0), (median, [1.0, 2.0])])
def test_a_limit_is_needed(measure, of):
    with pytest.raises(ValueError, match=r"^a limit is needed: at_least or at_most$"):
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
    with pytest.raises(ValueError, match="100 samples resolve"):
        statistical(samples[:100], 3, resolves=0.1)


MEASURES = (
    partial(statistical, expected=1, resolves=10),
    partial(equivalence, margin=10),
    partial(median, at_most=10),
)


@pytest.mark.parametrize("measure", MEASURES, ids=lambda measure: measure.func.__name__)
def test_samples_are_independent_finite_and_at_least_two(measure):
    for samples in ([1.0], [[1.0, 2.0]], []):
        with pytest.raises(ValueError, match="samples has shape"):
            measure(samples)
    with pytest.raises(ValueError, match="expected independent draws"):
        measure([0.5] * 14)  # a fixed seed hides the spread
    for bad in (math.nan, math.inf):
        with np.errstate(invalid="ignore"):
            assert not measure([1.0, 2.0, bad] * 5).holds


def most(rate, trials):
    """A count that a rate of `rate` exceeds once in a million."""
    return stats.binom.isf(1e-6, trials, rate)


def passes(mean, resolves, n=1000):
    """Whether `statistical` holds zero to be the mean, in each of 3,000 trials; None where it cannot resolve."""
    rng, held = RNG(), []
    for _ in range(3000):
        try:
            held.append(statistical(rng.normal(mean, 1, n), 0, resolves).holds)
        except ValueError:
            held.append(None)
    return held


@pytest.mark.slow
def test_statistical_fails_a_truth_as_rarely_as_stated():
    held = passes(0, resolves=1)
    assert held.count(False) <= most(FALSE_FAIL, len(held))


@pytest.mark.slow
def test_statistical_passes_the_stated_fault_as_rarely_as_stated():
    n = 1000
    errors = stats.t.isf(FALSE_FAIL / 2, n - 1) + stats.t.isf(FALSE_PASS, n - 1)
    just = errors / math.sqrt(n)  # as small as can be resolved, in half of the trials
    held = passes(just, just, n)
    assert len(held) / 4 < held.count(None) < 3 * len(held) / 4
    assert 0 < held.count(True) <= most(FALSE_PASS, len(held))


DRAWS = {"Normal": RNG().standard_normal, "heavy tails": partial(RNG().standard_t, 2)}


@pytest.mark.parametrize("far", [2.0, 1e6])
def test_an_outlier_does_not_decide_an_equivalence(far):
    near = list(RNG().normal(0, 0.2, 12))
    assert equivalence([*near, -far, -far], margin=1).holds
    assert not equivalence([*near[1:], -far, -far, -far], margin=1).holds
    assert not equivalence(near[:3], margin=1).holds  # too few


@pytest.mark.slow
@pytest.mark.parametrize("law", DRAWS)
@pytest.mark.parametrize("median", [-2.0, 2.0])
def test_equivalence_passes_a_difference_of_the_margin_as_rarely_as_stated(law, median):
    draws = (median + DRAWS[law](14) for _ in range(3000))
    held = [equivalence(samples, margin=2.0).holds for samples in draws]
    assert 0 < sum(held) <= most(FALSE_PASS, len(held))


@pytest.mark.slow
def test_equivalence_fails_equals_about_as_often_as_stated():
    draw = DRAWS["Normal"]
    found = [equivalence(draw(14), margin=1.4) for _ in range(3000)]
    failed = np.mean([not one.holds for one in found])
    stated = np.mean([one.false_fail for one in found])
    assert 0.01 < failed < 0.2
    assert stated / 2 < failed < 2 * stated


def heavy_tailed(shift, seed):
    return shift + np.random.default_rng(seed).standard_t(3, size=14)


@pytest.mark.slow
def test_a_median_at_the_limit_passes_as_rarely_as_stated():
    held = [median(heavy_tailed(0, seed), at_most=0).holds for seed in range(4000)]
    assert 0.001 * len(held) < sum(held) <= most(FALSE_PASS, len(held))


@pytest.mark.parametrize("limit", [{"at_least": 0.0}, {"at_most": 4.0}])
def test_either_limit_of_a_median_decides(limit):
    assert median(heavy_tailed(2, seed=1), **limit).holds
    beyond = heavy_tailed(*limit.values(), seed=1)
    assert not median(beyond, **limit).holds
