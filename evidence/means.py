"""A mean within a margin, by Student's test: what `equivalence` says of a median by the sign test."""

import math

from scipy import stats

from evidence.measurements import FALSE_PASS, Measurement, mean_interval


def mean_within(samples, margin, unit="", seeds=()):
    """The mean of independent `samples`, often paired differences, is within ±`margin` of 0.

    Schuirmann's two one-sided t-tests at FALSE_PASS each: a mean as far off as the margin passes at most once in 100.
    `false_fail` is how often a mean of 0 would fail, were the samples' spread right.

    >>> mean_within([0.3, -0.2, 0.1, -0.4, 0.2, 0.0], margin=1.0).holds
    True
    """
    mean, standard_error, (low, high) = mean_interval(samples, 2 * FALSE_PASS)
    freedom = len(samples) - 1
    room = margin / standard_error - stats.t.isf(FALSE_PASS, freedom)
    return Measurement(
        kind="equivalence",
        holds=bool(math.isfinite(mean) and -margin < low and high < margin),
        estimate=float(mean),
        unit=unit,
        low=float(low),
        high=float(high),
        expected=f"within ±{margin:g}",
        n=len(samples),
        false_fail=float(min(1.0, 2 * stats.t.sf(room, freedom))),
        false_pass=FALSE_PASS,
        resolves=float(margin),
        seeds=list(seeds),
    )
