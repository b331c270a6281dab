"""The reduced fonts still draw every sign of every formula, as KaTeX's own do."""

import io
from collections import defaultdict

import pytest
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from press.fonts import characters, fonts, reduced
from press.katex import DIST, engine
from tests.site.site import NOTEBOOK_PAGE, PAGES, address

FULL = {file.stem: TTFont(file) for file in (DIST / "fonts").glob("*.ttf")}


def outline(font, character):
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[font.getBestCmap()[ord(character)]].draw(pen)
    return pen.value


# [font, weight, style, signs] of each formula's texts, as a browser sees them.
SHOWN = """() => {
  const found = [];
  for (const formula of document.querySelectorAll(".katex-html")) {
    const texts = document.createTreeWalker(formula, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const style = getComputedStyle(texts.currentNode.parentElement);
      const font = style.fontFamily.split(",")[0].replaceAll('"', "");
      found.push([font, style.fontWeight, style.fontStyle, texts.currentNode.data]);
    }
  }
  return found;
}"""


def shown(page):
    """{name of a font: the signs that the formulas of a page in a browser show in it}."""
    found = defaultdict(set)
    for font, weight, style, signs in page.evaluate(SHOWN):
        cut = "Bold" * (weight == "700") + "Italic" * (style == "italic")
        found[f"{font}-{cut or 'Regular'}"] |= {*signs}
    return found


def lacking(site, name, signs):
    """Signs that one of KaTeX's fonts draws and the site's font of that name draws otherwise, or not."""
    full, made = FULL[name], TTFont(site / f"generated/katex/fonts/{name}.woff2")
    for sign in sorted(signs):
        if ord(sign) not in full.getBestCmap():
            continue
        if ord(sign) not in made.getBestCmap():
            yield f"{name} lacks {sign}"
        elif outline(made, sign) != outline(full, sign):
            yield f"{name} draws another {sign}"


def test_every_sign_is_there(built_site, browser, origin):
    found = defaultdict(set)
    with browser.new_context() as context:
        tab = context.new_page()
        for page in [*PAGES, NOTEBOOK_PAGE]:
            tab.goto(origin + address(page))
            for name, signs in shown(tab).items():
                found[name] |= signs
    assert {"KaTeX_Main-Regular", "KaTeX_Math-Italic", "KaTeX_AMS-Regular"} <= {*found}
    for name, signs in found.items():
        assert [*lacking(built_site, name, signs)] == []


def test_a_sign_that_is_left_out_is_seen(tmp_path):
    name = "KaTeX_Math-Italic"
    file = tmp_path / f"generated/katex/fonts/{name}.woff2"
    file.parent.mkdir(parents=True)
    file.write_bytes(reduced(DIST / f"fonts/{name}.ttf", "a"))
    assert [*lacking(tmp_path, name, "ab")] == [f"{name} lacks b"]


@pytest.mark.parametrize(
    ("formula", "shown_in"),
    [
        ("a^2 \\le \\sigma", {"Math": "aσ", "Main": "2≤"}),
        ("\\mathbb{E}\\,x", {"AMS": "E", "Math": "x"}),
        ("\\text{so } \\mathbf{b}", {"Main": "so\xa0b"}),
        ("\\Bigl(\\sum_i x\\Bigr)", {"Size2": "()∑", "Math": "ix"}),
    ],
)
def test_what_is_visible_is_wanted_where_it_is_and_no_more(formula, shown_in):
    wanted = characters([engine().render(formula, True, "a page")])
    without_space = {font: signs - {"\u200b"} for font, signs in wanted.items()}
    assert {k: v for k, v in without_space.items() if v} == {
        font: {*signs} for font, signs in shown_in.items()
    }


def test_the_fonts_are_small_licensed_and_the_same_on_any_day():
    rendered = [engine().render("\\mathbb{E}[x] = 1", True, "a page")]
    made = fonts(rendered)
    assert made == fonts(rendered)
    for name, data in made.items():
        assert len(data) < (DIST / "fonts" / name).stat().st_size / 2
        assert "Open Font License" in str(
            TTFont(io.BytesIO(data))["name"].getName(13, 3, 1)
        )
