"""A number keeps the digits that its interval supports, and is rounded right."""

import random
from decimal import Decimal

from press.formatting import HUGE, format_interval, format_number

SUPERSCRIPT = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def parsed(text):
    """(value, unit of the last digit) of a written number."""
    digits, _, power = text.replace(",", "").replace("−", "-").partition(" × 10")
    shift = int(power.translate(SUPERSCRIPT) or 0)
    value = Decimal(digits)
    return value.scaleb(shift), Decimal(1).scaleb(value.as_tuple().exponent + shift)


def examples(count=2000):
    """(estimate, low, high) over many powers of ten."""
    draw = random.Random(0)
    for _ in range(count):
        size = 10 ** draw.uniform(-9, 9)
        estimate = draw.uniform(-1, 1) * size
        width = size * 10 ** draw.uniform(-4, 1)
        yield estimate, estimate - width, estimate + draw.uniform(0.1, 1) * width


def test_an_estimate_and_its_interval_have_the_same_decimals():
    for estimate, low, high in examples():
        half = (Decimal(high) - Decimal(low)) / 2
        place = Decimal(1).scaleb(half.adjusted() - 1)
        value, unit = parsed(format_number(estimate, low, high))
        assert abs(value - Decimal(estimate)) <= place * Decimal("0.500001")
        assert value % place == 0
        if abs(value) < HUGE:
            assert unit == min(place, Decimal(1))
        for end, text in zip(
            (low, high), format_interval(low, high).split(" to "), strict=True
        ):
            assert abs(parsed(text)[0] - Decimal(end)) <= place * Decimal("0.500001")
