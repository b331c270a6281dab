"""What trainings over several seeds show, in nats, and which order of them the sign test leaves open."""

import math

from evidence.measurements import bound, equivalence


def over_seeds(measure, nats, **about):
    """A measurement of {seed: nats}."""
    return measure([*nats.values()], unit="nats", seeds=[*nats], **about)


def undecided(name, pairs):
    """Two parts: the ends of the sign test's interval of the median, one on either side of 0.

    pairs: {seed: difference}. The parts hold if the interval includes 0. They describe these pairs.
    """
    found = over_seeds(equivalence, pairs, margin=math.inf)
    about = {"unit": "nats", "n": len(pairs), "seeds": [*pairs]}
    return {
        f"{name}, low end": bound(round(found.low, 2), at_most=0, **about),
        f"{name}, high end": bound(round(found.high, 2), at_least=0, **about),
    }
