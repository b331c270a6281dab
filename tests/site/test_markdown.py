"""Terms link to the glossary, and formulas keep their punctuation."""

import re

import markdown
import pytest
from bs4 import BeautifulSoup

from press import glossary
from press.katex import with_formulas
from press.paths import Page

GLOSSARY = """
### latent space, latent point {#latent}
### space {#space}
### ELBO {#elbo}
"""


@pytest.fixture
def as_html(monkeypatch, tmp_path):
    """Markdown to HTML as the page reasons/x.md would be printed."""
    (tmp_path / "glossary.md").write_text(GLOSSARY, encoding="utf-8")
    monkeypatch.setattr(glossary, "DOCS", tmp_path)

    def html(text, page="reasons/x.md"):
        linked = glossary.linked(text, Page(page, page.replace(".md", "/")))
        return markdown.markdown(linked, extensions=["md_in_html", "tables"])

    return html


def linked(html):
    return re.findall(
        r'<a class="term" href="../../glossary/#([\w-]+)">(.+?)</a>', html
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The ELBO, and the ELBO.", [("elbo", "ELBO")]),
        ("The elbo and a *latent point*.", [("elbo", "elbo"), ("latent", "latent point")]),
        ("A latent space is a space.", [("latent", "latent space"), ("space", "space")]),
        ("Spaceship, elbow, sub-space.", []),
        ("# The ELBO\n\nText.", []),
        ("`ELBO`, [the ELBO](x.md)\n\n    ELBO", []),
        ("| a |\n|---|\n| ELBO |", [("elbo", "ELBO")]),
    ],
)  # fmt: skip
def test_first_uses_are_linked(as_html, text, found):
    assert linked(as_html(text)) == found


def test_the_text_stays_as_it_was(as_html):
    text = "One ELBO *is a latent* space, spaces and a latent space more. ELBO."
    plain = re.sub("<.+?>", "", as_html(text))
    assert plain == text.replace("*", "")


def test_the_glossary_does_not_link_to_itself(as_html):
    assert "<a" not in as_html("The ELBO.", page=glossary.PAGE)


ARITHMATEX = "pymdownx.arithmatex"


def drawn(text):
    given = {ARITHMATEX: {"generic": True}}
    made = markdown.markdown(text, extensions=[ARITHMATEX], extension_configs=given)
    shown = with_formulas({"a page": made})["a page"]
    return BeautifulSoup(shown, "html.parser")


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
    found = drawn(text)
    for hidden in found.select(".katex-mathml"):
        hidden.decompose()
    said = [one.get_text().replace("\u200b", "") for one in found.select(".held")]
    assert said == held
