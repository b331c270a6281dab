"""What a check may return: an exact value, a bound, a mean with its interval, an equivalence, a median.

Every function returns a Measurement, which holds or does not. `about` takes its fields `unit`, `n`, `seeds` and
`series`, which say what was measured, and decide nothing. A check that looks at random numbers can be wrong in two
ways, and states how often (as TensorFlow Probability's `statistical_testing` does):

- it fails although the claim is true, at most at the rate `false_fail`. This decides how wide the interval around the
  estimate is: `statistical` uses FALSE_FAIL, one in 10,000, so that a build with many checks is rarely red by chance;
- it passes although the claim is false by `resolves` or more, at most at the rate `false_pass` (FALSE_PASS, one in
  100). This decides how many samples are needed: an interval wider than `resolves` could hide such a fault.

More samples lower the second rate at the same first one. Neither is the probability that the claim is true.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import stats

FALSE_FAIL = 1e-4
FALSE_PASS = 1e-2


@dataclass(frozen=True)
class Measurement:
    """One measured number, its limits, and whether the claim about it holds. Fields that do not apply are empty."""

    kind: str
    holds: bool
    estimate: float
    expected: float | str
    low: float | None = None
    high: float | None = None
    unit: str = ""
    n: int | None = None
    false_fail: float | None = None
    false_pass: float | None = None
    resolves: float | None = None
    descriptive: bool | None = None
    seeds: Sequence[int] = ()
    series: dict[str, Sequence[float]] | None = None


def ulps_apart(a, b):
    """Largest distance of two float arrays of one shape and dtype, in units in the last place; nan if not finite."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape or a.dtype != b.dtype:
        raise ValueError(
            f"estimate is {a.dtype}{a.shape}, expected is {b.dtype}{b.shape}"
        )
    if a.size == 0:
        raise ValueError("estimate is empty; expected at least one number")
    if a.dtype.kind in "iub":
        return float(np.max(np.abs(a.astype(float) - b.astype(float))))
    with np.errstate(invalid="ignore"):
        distance = np.abs(a - b) / np.spacing(np.maximum(np.abs(a), np.abs(b)))
    return float(np.max(distance)) if np.all(np.isfinite(distance)) else math.nan


def exact(estimate, expected, ulps=0, **about):
    """Equal to `expected`, to at most `ulps` units in the last place; of arrays the largest distance is reported."""
    distance = ulps_apart(estimate, expected)
    about["n"] = int(np.size(estimate))
    if np.ndim(estimate):
        about["unit"] = "ulp"
        estimate, expected = distance, f"at most {ulps}"
    else:
        estimate, expected = float(estimate), float(expected)
    return Measurement("exact", distance <= ulps, estimate, expected, **about)


def limits(at_least, at_most):
    """Two limits in words, of which one may be infinite. Raises ValueError if both are."""
    words = {"at least": at_least, "at most": at_most}
    finite = [f"{word} {words[word]:g}" for word in words if math.isfinite(words[word])]
    if not finite:
        raise ValueError("a limit is needed: at_least or at_most")
    return " and ".join(finite)


def bound(estimate, at_least=-math.inf, at_most=math.inf, descriptive=False, **about):
    """At least, at most, or between two limits that were fixed beforehand.

    It has no interval and no error rates. So if chance plays a part in the quantity, the bound is `descriptive`: it
    describes these draws, and says nothing about others. A bound with `seeds` is always descriptive. Raises
    ValueError if there is no limit.
    """
    holds = bool(at_least <= estimate <= at_most)
    if descriptive or len(about.get("seeds", ())):
        about["descriptive"] = True
    stated = limits(at_least, at_most)
    return Measurement("bound", holds, float(estimate), stated, **about)


def independent(samples):
    """`samples` as float64 of shape (n,). Raises ValueError if they cannot be independent draws."""
    samples = np.asarray(samples, dtype=np.float64)
    if samples.ndim != 1 or len(samples) < 2:
        raise ValueError(
            f"samples has shape {samples.shape}; expected (n,) with n of 2 or more"
        )
    if np.ptp(samples) == 0:
        raise ValueError(
            f"all {len(samples)} samples are {samples[0]:g}: expected independent draws"
        )
    return samples


def mean_interval(samples, error):
    """Mean of independent samples, its standard error, and Student's two-sided interval, which misses at rate `error`."""
    samples = independent(samples)
    interval = stats.ttest_1samp(samples, 0).confidence_interval(1 - error)
    return samples.mean(), stats.sem(samples), interval


def statistical(samples, expected, resolves, **about):
    """The mean of independent `samples` agrees with `expected`.

    A true claim fails once in 10,000 runs; one that is off by `resolves` passes at most once in 100. If a sample is
    not finite, it does not hold. Raises ValueError if there are too few samples to tell a difference of `resolves`.
    """
    mean, standard_error, (low, high) = mean_interval(samples, FALSE_FAIL)
    finite = math.isfinite(mean)
    n = len(samples)
    detectable = (high - low) / 2 + stats.t.isf(FALSE_PASS, n - 1) * standard_error
    if finite and detectable > resolves:
        raise ValueError(
            f"{n} samples resolve {detectable:.3g}; the claim promises {resolves:.3g}"
        )
    return Measurement(
        kind="statistical",
        holds=bool(finite and low <= expected <= high),
        estimate=float(mean),
        expected=float(expected),
        low=float(low),
        high=float(high),
        n=n,
        false_fail=FALSE_FAIL,
        false_pass=FALSE_PASS,
        resolves=float(resolves),
        **about,
    )


def equivalence(samples, margin, around=0.0, **about):
    """The median of `samples`, which may be differences of pairs, is within ±`margin` of `around`.

    Two one-sided sign tests at FALSE_PASS each, so a median as far off as the margin passes at most once in 100.
    The interval is between two order statistics: of 14 samples, two on each side may be anywhere. Nothing is
    assumed of the distribution, only that the samples are independent. `false_fail` is how often a median at
    `around` would fail if the samples had these distances from it, each on a random side.
    """
    samples = independent(samples)
    n = len(samples)
    spared = int(stats.binom.ppf(FALSE_PASS, n, 0.5)) - 1  # on a side; −1: too few
    edged = np.sort([-np.inf, *samples, np.inf])
    low, high = edged[spared + 1], edged[n - spared]
    within = around - margin < low and high < around + margin
    beyond = np.sum(np.abs(samples - around) >= margin)
    return Measurement(
        kind="equivalence",
        holds=bool(np.all(np.isfinite(samples)) and within),
        estimate=float(np.median(samples)),
        expected=f"within ±{margin:g}" + (f" of {around:g}" if around else ""),
        low=float(low),
        high=float(high),
        n=n,
        false_fail=float(min(1.0, 2 * stats.binom.sf(spared, beyond, 0.5))),
        false_pass=FALSE_PASS,
        resolves=float(margin),
        **about,
    )


def median(samples, at_least=-math.inf, at_most=math.inf, **about):
    """The median of independent `samples`, often paired differences, is between two limits, of which one may be left out.

    The interval is the sign test's, as in `equivalence`: each end misses the median at most once in 100, so a
    median beyond a limit passes as rarely. `false_fail` is how often a median at the estimate would fail if the
    samples had these distances from it, each on a random side. Raises ValueError if there is no limit.

    >>> median([-3.1, -2.2, -1.4, -1.2, -1.1, -0.9, -0.4], at_most=0.0).holds
    True
    """
    expected = limits(at_least, at_most)
    found = equivalence(samples, math.inf, **about)
    samples = np.asarray(samples, dtype=float)
    spared = np.sum(samples > found.high)
    room = np.array([at_most - found.estimate, found.estimate - at_least])
    flips = [np.sum(np.abs(samples - found.estimate) >= side) for side in room]
    fails = float(stats.binom.sf(spared, flips, 0.5).sum())
    return replace(
        found,
        kind="median",
        holds=found.holds and at_least < found.low and found.high < at_most,
        expected=expected,
        false_fail=min(1.0, fails) if min(room) > 0 else 1.0,
        resolves=None,
    )
