"""Doctests print rounded numbers, and each must be rounded correctly. pytest's own option NUMBER accepts a last digit that is one off."""

import doctest
import re
from decimal import Decimal

import pytest

NUMBER = re.compile(r"[+-]?(?:\d+\.\d*|\.\d+|\d+(?=[eE]))(?:[eE][+-]?\d+)?")
# In units of the last digit that is shown; slightly more than half, because the output itself was rounded.
HALF = Decimal("0.5000001")


class RightlyRounded(doctest.OutputChecker):
    """Accepts a number with a point or an exponent if the output rounds to it."""

    def check_output(self, want, got, optionflags):
        """Whether the output `got` is what a doctest wants.

        >>> RightlyRounded().check_output("x = 0.67", "x = 0.6666", 0)
        True
        >>> RightlyRounded().check_output("x = 0.66", "x = 0.6666", 0)
        False
        """
        rounded = iter(NUMBER.findall(want))
        shorter = NUMBER.sub(lambda number: fit(number[0], next(rounded, "")), got)
        return any(
            super(RightlyRounded, self).check_output(want, text, optionflags)
            for text in (got, shorter)
        )


def fit(number, wanted):
    """`wanted` if `number` rounds to it, else `number`.

    >>> fit("1.2345", "1.23"), fit("1.2345", "1.24"), fit("2.4e-08", "2e-08")
    ('1.23', '1.2345', '2e-08')
    """
    if not wanted:
        return number
    last = Decimal(1).scaleb(Decimal(wanted).as_tuple().exponent)
    near = abs(Decimal(number) - Decimal(wanted)) <= HALF * last
    return wanted if near else number


def pytest_itemcollected(item):
    if isinstance(item, pytest.DoctestItem):
        item.runner._checker = RightlyRounded()
