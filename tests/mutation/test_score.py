"""The rule of the score, and its interval, by numbers that can be looked up."""

import pytest

from tests.mutation.measure import drawn
from tests.mutation.project import function_of
from tests.mutation.score import equivalents, interval, is_equivalent, outcome, score


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (1, "killed"),
        (3, "killed"),
        (0, "survived"),
        (33, "no test"),
        (-24, "no end"),  # more time than it may have
        (-9, "no end"),
        (255, "killed"),  # a fault in our plugin, and pytest does not start
        (None, None),
    ],
)
def test_what_comes_to_no_end_is_not_killed(code, meaning):
    assert outcome(code) == meaning


def test_the_score_of_nothing_is_no_fault():
    assert score(19, 20) == 0.95
    assert score(0, 0) == 1


def test_the_interval_is_exact():
    """None of ten: 1 − 0.025^(1/10), as in Clopper and Pearson's table."""
    low, high = interval(10, 10)
    assert (low, high) == (pytest.approx(0.025**0.1), 1)
    assert interval(0, 10)[1] == pytest.approx(1 - 0.025**0.1)
    assert interval(95, 100) == pytest.approx((0.887, 0.984), abs=1e-3)


def test_a_sample_depends_on_its_seed_alone():
    names = [f"m{number}" for number in range(100)]
    assert drawn(names, 10, 1) == drawn(names[::-1], 10, 1)
    assert drawn(names, 10, 1) != drawn(names, 10, 2)
    assert len({*drawn(names, 10, 1)}) == 10
    assert drawn(names, None, 1) == drawn(names, 200, 1) == names


@pytest.mark.parametrize(
    ("mutant", "function"),
    [
        ("evidence.fingerprint.x_shape__mutmut_3", "evidence/fingerprint.py::shape"),
        ("a.b.xǁRunǁmake__mutmut_12", "a/b.py::Run.make"),
        ("a.xǁRunǁ__init____mutmut_1", "a.py::Run.__init__"),
        ("a.x__private__mutmut_1", "a.py::_private"),
    ],
)
def test_a_mutant_is_of_a_function(mutant, function):
    assert function_of(mutant) == function


def test_each_equivalent_has_its_reason():
    assert all(len(reason.split()) > 3 for *_, reason in equivalents())


def test_an_equivalent_is_that_change_alone():
    old = 'return json.loads(path.read_text(encoding="utf-8"))'
    for new in ("(encoding='UTF-8')", "(encoding=None)", "()"):
        new = f"return json.loads(path.read_text{new})".replace("'", '"')
        assert is_equivalent("a/b.py::f", f"{old} → {new}")
    assert not is_equivalent("a/b.py::f", f"{old} → return json.loads(None)")
    assert not is_equivalent("a/b.py::f", "")
