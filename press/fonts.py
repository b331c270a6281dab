"""KaTeX's fonts with the glyphs alone that the site's formulas show: a third of their size, and most of a page's."""

import functools
import html
import io
import logging
import re

from fontTools import subset
from fontTools.ttLib import TTFont

from press.katex import DIST

logging.getLogger("fontTools").setLevel(logging.ERROR)  # it warns of dates: none is set

# With flavor "woff" no further package is needed; hinting does nothing at the size of text today.
OPTIONS = {
    "flavor": "woff",
    "hinting": False,
    "glyph_names": False,
    "name_IDs": [0, 1, 2, 13, 14],  # names, copyright and license stay
    "drop_tables": ["FFTM"],  # when and by what it was made
}


def characters(rendered):
    """All that the visible part of formulas shows; ``rendered`` is HTML that KaTeX gave."""
    shown = (each[each.index('<span class="katex-html"') :] for each in rendered)
    return {*html.unescape(re.sub(r"<[^>]*>", "", "".join(shown)))}


def reduced(file, wanted):
    """The bytes of a TrueType file's subset as woff; the same for the same characters, on any day."""
    font = TTFont(file, recalcTimestamp=False)
    options = subset.Options(**OPTIONS)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(wanted)))
    subsetter.subset(font)
    made = io.BytesIO()
    subset.save_font(font, made, options)
    return made.getvalue()


@functools.lru_cache(maxsize=1)  # while the site is served, formulas seldom change
def all_reduced(wanted):
    files = sorted((DIST / "fonts").glob("*.ttf"))
    return {f"{file.stem}.woff": reduced(file, wanted) for file in files}


def fonts(rendered):
    """{file name: bytes} of all of KaTeX's fonts, for the formulas that were ``rendered``."""
    return all_reduced(frozenset(characters(rendered)))
