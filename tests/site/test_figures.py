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


def estimate(value):
    def change(claims):
        claims["small-mean"]["parts"]["half"]["estimate"] = value

    return lambda root: change_claims(root, change)


def seconds(claims):
    claims["small-mean"]["seconds"] += 9


FIGURE, SVG = "press/figures/small.py", "docs/generated/figures/small-figure-light.svg"
CHANGES = {  # what changed → whether the figure is drawn again
    "another number": (estimate(-52.0), True),
    "the same number after other seconds": (lambda root: change_claims(root, seconds), False),
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
