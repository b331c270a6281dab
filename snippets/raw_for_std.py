"""The raw output h at which a head of softplus starts at the σ that you want."""

# --8<-- [start:raw-for-std]
import math
from numbers import Real


def raw_for_std(std):
    """The h whose softplus is `std`, a float: a head with this bias starts at `std`.

    The inverse is log(exp(σ) − 1) = σ + log(1 − exp(−σ)). Raises ValueError unless
    `std` is a finite positive number.

    >>> [round(raw_for_std(std), 4) for std in (0.01, 1, 10)]
    [-4.6002, 0.5413, 10.0]
    """
    if not (isinstance(std, Real) and 0 < std < math.inf):
        raise ValueError(f"std is {std!r}; expected a finite positive number")
    return std + math.log(-math.expm1(-std))


# --8<-- [end:raw-for-std]
