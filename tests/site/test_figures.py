"""A figure's alternative text takes its numbers from the evidence, and a figure is drawn again if it would change."""

import json

import pytest

from press.data_attributes import unmarked
from press.figures import Figure, constant, number
from tests.site.sample_site import change_claims, edit
from tests.site.site import run

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


def estimate(value):
    def change(claims):
        claims["small-mean"]["parts"]["half"]["estimate"] = value

    return lambda root: change_claims(root, change)


FIGURE, SVG = "press/figures/small.py", "docs/generated/figures/small-figure-light.svg"
CHANGES = {  # what changed → whether the figure is drawn again
    "another number": (estimate(-52.0), True),
    "nothing": (lambda root: None, False),
    "other code": (lambda root: edit(root, FIGURE, "subplots()", "subplots(2)"), True),
    "its file is gone": (lambda root: (root / SVG).unlink(), True),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("what", CHANGES)
def test_a_figure_is_drawn_again_if_it_would_change(copy, what):
    change, again = CHANGES[what]
    before = "before"
    (copy / SVG.replace("light", "dark")).write_text(before)
    change(copy)
    assert run(copy, "-m", "press.figures") == (0, "")
    assert ((copy / SVG.replace("light", "dark")).read_text() != before) == again
    manifest = json.loads((copy / "docs/generated/figures/figures.json").read_text())
    assert (">−52<" in manifest["figures"]["small-figure"]["alt"]) == (
        what == "another number"
    )
