"""Where float formats end, and how fine they are: the numbers of IEEE 754."""

import math

import pytest

from lab.studies.float_formats import format_of, near


@pytest.mark.parametrize(
    ("dtype", "largest", "smallest_normal", "smallest", "ulp"),
    [
        ("float32", (2 - 2**-23) * 2.0**127, 2.0**-126, 2.0**-149, 2.0**-23),
        ("float16", 65504.0, 2.0**-14, 2.0**-24, 2.0**-10),
        ("bfloat16", (2 - 2**-7) * 2.0**127, 2.0**-126, 2.0**-133, 2.0**-7),
    ],
)
def test_a_format_ends_where_the_standard_says(
    dtype, largest, smallest_normal, smallest, ulp
):
    found = format_of(dtype)
    assert found.largest == pytest.approx(math.log(largest))
    assert found.smallest_normal == pytest.approx(math.log(smallest_normal))
    assert found.half_of_smallest == pytest.approx(math.log(smallest / 2))
    assert found.ulp == ulp


@pytest.mark.parametrize(
    ("h", "low", "high", "holds"),
    [
        (17.0, 17 + 1 / 64, 18.0, True),
        (17.0, 17 + 1 / 63, 18.0, False),
        (17.0, 16.0, 17 - 1 / 64, True),
        (17.0, 16.0, 17 - 1 / 63, False),
    ],
)
def test_one_step_of_the_format_is_allowed_on_either_side(h, low, high, holds):
    """A float16 near 17 has neighbours 1/64 away."""
    found = near(h, low, high, "float16", unit="nats")
    assert (found.holds, found.estimate, found.unit) == (holds, h, "nats")
