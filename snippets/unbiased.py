"""Corrections for Normal samples: unbiased standard deviation and log-variance."""

# --8<-- [start:corrections]
import math
from numbers import Integral

from scipy.special import beta, digamma


def check_sample_size(n):
    """Raise ValueError unless `n` is an integer of 2 or more."""
    if not isinstance(n, Integral) or n < 2:
        raise ValueError(f"n is {n!r}; expected an integer of 2 or more")


def c4(n):
    """E[S] / σ for `n` independent Normal draws; S² divides by n − 1.

    It is √(2/(n−1)) Γ(n/2) / Γ((n−1)/2), the mean of a chi distribution over √(n−1).
    Written with the Beta function, because Γ(n/2) overflows for n above 343. Raises
    ValueError unless n is an integer of 2 or more.

    >>> [round(c4(n), 4) for n in (2, 5, 20, 100)]
    [0.7979, 0.94, 0.9869, 0.9975]
    """
    check_sample_size(n)
    return math.sqrt(2 * math.pi / (n - 1)) / float(beta((n - 1) / 2, 0.5))


def log_variance_bias(n):
    """E[ln S²] − ln σ², in nats, for `n` independent Normal draws; negative.

    It is ψ((n−1)/2) − ln((n−1)/2), from the mean log of a chi-squared variable.
    Raises ValueError unless n is an integer of 2 or more.

    >>> [round(log_variance_bias(n), 4) for n in (2, 5, 20, 100)]
    [-1.2704, -0.2704, -0.0536, -0.0101]
    """
    check_sample_size(n)
    half = (n - 1) / 2
    return float(digamma(half)) - math.log(half)


# --8<-- [end:corrections]
