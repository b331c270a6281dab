"""Where float formats end, and how fine they are: the numbers of IEEE 754."""

import math

import pytest

from lab.studies.float_formats import format_of


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
