"""The reduced fonts hold the signs of the site's formulas, and no more; test_browser.py looks at every page."""

import io

from fontTools.ttLib import TTFont

from press.fonts import fonts, subset_font
from press.katex import DIST, rendered
from tests.site.fonts import lacking


def test_a_sign_that_is_left_out_is_named(tmp_path):
    name = "KaTeX_Math-Italic"
    file = tmp_path / f"generated/katex/fonts/{name}.woff2"
    file.parent.mkdir(parents=True)
    file.write_bytes(subset_font(DIST / f"fonts/{name}.ttf", "a"))
    assert [*lacking(tmp_path, [(name, "ab")])] == [f"{name} lacks b"]


def test_the_fonts_are_small_licensed_and_the_same_again():
    answers = rendered((("\\mathbb{E}[x] = 1", True),))
    made = fonts(answers)
    assert made == fonts(answers)
    for name, data in made.items():
        assert len(data) < (DIST / "fonts" / name).stat().st_size / 2
        license = TTFont(io.BytesIO(data))["name"].getName(13, 3, 1)
        assert "Open Font License" in str(license)
