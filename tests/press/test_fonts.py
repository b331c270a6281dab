"""The reduced fonts still draw every sign of every formula, as KaTeX's own do."""

import io

from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from press.fonts import characters, fonts, reduced
from press.katex import DIST, engine
from tests.press.site import NOTEBOOK_PAGE, PAGES, read

FULL = {file.stem: TTFont(file) for file in (DIST / "fonts").glob("*.ttf")}


def outline(font, character):
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[font.getBestCmap()[ord(character)]].draw(pen)
    return pen.value


def lacking(site, pages):
    """Signs of the pages' formulas that one of KaTeX's fonts draws and the site's font of that name draws otherwise, or not."""
    shown = {
        character
        for page in pages
        for formula in read(site, page).select(".katex-html")
        for character in formula.get_text()
    }
    for name, full in FULL.items():
        made = TTFont(site / f"generated/katex/fonts/{name}.woff")
        for character in sorted(shown):
            if ord(character) not in full.getBestCmap():
                continue
            if ord(character) not in made.getBestCmap():
                yield f"{name} lacks {character}"
            elif outline(made, character) != outline(full, character):
                yield f"{name} draws another {character}"


def test_every_sign_is_there(built_site):
    assert [*lacking(built_site, [*PAGES, NOTEBOOK_PAGE])] == []


def test_a_sign_that_is_left_out_is_seen(healthy, tmp_path):
    site = healthy / "site"
    folder = tmp_path / "generated/katex/fonts"
    folder.mkdir(parents=True)
    (tmp_path / "index.html").write_bytes((site / "index.html").read_bytes())
    for name in FULL:
        made = reduced(DIST / f"fonts/{name}.ttf", "a2=")
        (folder / f"{name}.woff").write_bytes(made)
    assert "KaTeX_Math-Italic lacks b" in [*lacking(tmp_path, ["index.md"])]


def test_what_is_visible_is_wanted_and_no_more():
    assert characters([engine().render("a^2 \\le \\sigma", False, "a page")]) == {
        *"a2≤σ"
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
