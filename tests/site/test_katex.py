"""What stands close to a formula stays with it."""

import markdown
import pytest
from bs4 import BeautifulSoup

from press.katex import KatexExtension

ARITHMATEX = "pymdownx.arithmatex"


def html(text):
    extensions = [ARITHMATEX, KatexExtension()]
    given = {ARITHMATEX: {"generic": True}}
    made = markdown.markdown(text, extensions=extensions, extension_configs=given)
    return BeautifulSoup(made, "html.parser")


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("It is $x$.", ["x."]),
        ("So ($x$), and $y$; both", ["(x),", "y;"]),
        ("It is $x$ there. Is it?", []),
        ("Here $x$-axis and a$y$", []),
    ],
)
def test_a_line_does_not_begin_with_a_formulas_full_stop(text, held):
    found = html(text)
    for hidden in found.select(".katex-mathml"):
        hidden.decompose()
    said = [one.get_text().replace("\u200b", "") for one in found.select(".held")]
    assert said == held


def test_a_displayed_formula_is_left_alone():
    found = html("Then\n\n$$\nx = 1.\n$$\n")
    assert found.select("div.arithmatex--display")
    assert not found.select(".held")
