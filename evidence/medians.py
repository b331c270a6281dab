"""A median between limits: what `equivalence` is where the margin is one-sided or not around a number."""

import math
from dataclasses import replace

import numpy as np
from scipy import stats

from evidence.measurements import FALSE_PASS, equivalence


def median(
    samples, at_least=-math.inf, at_most=math.inf, unit="", seeds=(), series=None
):
    """The median of independent `samples`, often paired differences, is between two limits; one may be left out.

    The interval is the sign test's, as in `equivalence`: each end misses the median at most once in 100, so a
    median beyond a limit passes as rarely. `false_fail` is how often a median at the estimate would fail, were the
    samples' distances from it right and their sides chance. Raises ValueError where no limit is given.

    >>> median([-3.1, -2.2, -1.4, -1.2, -1.1, -0.9, -0.4], at_most=0.0).holds
    True
    """
    if at_least == -math.inf and at_most == math.inf:
        raise ValueError("a median needs at_least or at_most")
    found = equivalence(samples, math.inf, unit=unit, seeds=seeds, series=series)
    samples = np.asarray(samples, dtype=float)
    limits = [("at least", at_least), ("at most", at_most)]
    expected = [f"{words} {limit:g}" for words, limit in limits if math.isfinite(limit)]
    spared = np.sum(samples > found.high)
    room = np.array([at_most - found.estimate, found.estimate - at_least])
    flips = [np.sum(np.abs(samples - found.estimate) >= side) for side in room]
    fails = float(stats.binom.sf(spared, flips, 0.5).sum())
    return replace(
        found,
        kind="median",
        holds=found.holds and at_least < found.low and found.high < at_most,
        expected=" and ".join(expected),
        false_fail=min(1.0, fails) if min(room) > 0 else 1.0,
        false_pass=FALSE_PASS,
        resolves=None,
    )
