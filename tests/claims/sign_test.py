"""What the sign test leaves open: the ends of its interval, for claims that say that the order is not decided."""

import math

from evidence.measurements import bound, equivalence


def undecided(name, pairs, unit="nats"):
    """Two parts: the ends of the sign test's interval of the median, one on either side of 0.

    pairs: {seed: difference}. The parts hold if the interval includes 0. They describe these pairs.
    """
    values, seeds = [*pairs.values()], [*pairs]
    found = equivalence(values, math.inf, seeds=seeds)
    return {
        f"{name}, low end": bound(
            round(found.low, 2), at_most=0, unit=unit, n=len(values), seeds=seeds
        ),
        f"{name}, high end": bound(
            round(found.high, 2), at_least=0, unit=unit, n=len(values), seeds=seeds
        ),
    }
