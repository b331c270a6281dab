"""A doctest's last digit must be right: one that is off is red, where pytest's own NUMBER lets it pass."""

import pytest

from tests.doctest_digits import RightlyRounded

GOT = "(0.6666666666666666, 'x', 6.666666666666667e-06)\n"


@pytest.mark.parametrize(
    ("want", "accepted"),
    [
        ("(0.667, 'x', 6.67e-06)", True),
        ("(0.7, 'x', 7e-06)", True),
        ("(0.666, 'x', 6.67e-06)", False),
        ("(0.667, 'x', 6.66e-06)", False),
        ("(0.667, 'y', 6.67e-06)", False),
        ("(0.667, 'x')", False),
        ("(1, 'x', 6.67e-06)", False),
    ],
)
def test_a_number_is_accepted_if_it_is_rounded_right(want, accepted):
    assert RightlyRounded().check_output(f"{want}\n", GOT, 0) is accepted
