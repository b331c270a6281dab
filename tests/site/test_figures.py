"""What a figure says of itself: its alternative text, and where its code stands."""

import pytest

from press.data_attributes import unmarked
from press.figures import Figure, constant, number

PARTS = {
    "one": {"kind": "bound", "holds": True, "estimate": 1.23456},
    "two": {"kind": "exact", "holds": True, "estimate": 2.0},
}
EVIDENCE = {"claims": {"a-claim": {"parts": PARTS}}}


def draw(evidence):
    raise NotImplementedError


def test_an_alternative_text_takes_its_numbers_from_the_evidence():
    def alt(evidence):
        return f"""From {number(evidence, "a-claim", "one")}
            to {constant("0.69", "ln 2")}."""

    said = Figure("name", alt, draw).alt_of(EVIDENCE)
    assert unmarked(said) == "From 1.235 to 0.69."


def test_one_of_several_parts_must_be_named():
    with pytest.raises(ValueError, match="'a-claim' has the parts one, two; name one"):
        number(EVIDENCE, "a-claim")


def test_a_constant_has_a_reason():
    with pytest.raises(ValueError, match="needs its reason"):
        constant("0.69", " ")


def test_the_code_of_a_figure_is_its_function():
    file, line = Figure("name", "Words.", draw).code
    assert file == "tests/site/test_figures.py::draw"
    assert line == draw.__code__.co_firstlineno
