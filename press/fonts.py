"""KaTeX's fonts with only the glyphs that the site's formulas use: a fifth of their size."""

import functools
import html
import io
import logging
import re

from fontTools import subset
from fontTools.ttLib import TTFont

from evidence.files import write
from press.katex import DIST

logging.getLogger("fontTools").setLevel(
    logging.ERROR
)  # it warns of dates, and none is set

# Hinting does nothing at the size of text today.
OPTIONS = {
    "flavor": "woff2",
    "hinting": False,
    "glyph_names": False,
    "name_IDs": [0, 1, 2, 13, 14],  # names, copyright and license stay
    "drop_tables": ["FFTM"],  # when and by what it was made
}
MATHML = re.compile(r"<math\b.*?</math>", re.DOTALL)  # read aloud, drawn in no font
ITALIC = re.compile(r'<span class="[^"]*\bmathnormal\b[^>]*>([^<]*)')
TAG = re.compile("<[^>]*>")


def characters(rendered):
    """The visible characters of formulas: (those in KaTeX's italic "Math", all others); ``rendered`` is KaTeX's HTML."""
    visible = MATHML.sub("", "".join(rendered))
    italic = "".join(ITALIC.findall(visible))
    others = TAG.sub("", ITALIC.sub("", visible))
    return {*html.unescape(italic)}, {*html.unescape(others)}


@functools.lru_cache(maxsize=32)  # while the site is served, formulas seldom change
def subset_font(file, wanted):
    """The bytes of a TrueType file's subset as woff2; they depend on the characters only."""
    font = TTFont(file, recalcTimestamp=False)
    options = subset.Options(**OPTIONS)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(sorted(wanted)))
    subsetter.subset(font)
    made = io.BytesIO()
    subset.save_font(font, made, options)
    return made.getvalue()


def fonts(rendered):
    """{file name: bytes} of all of KaTeX's fonts, for the formulas that were ``rendered``."""
    italic, others = characters(rendered)
    return {
        f"{file.stem}.woff2": subset_font(
            file, frozenset(italic | others if "_Math-" in file.stem else others)
        )
        for file in sorted((DIST / "fonts").glob("*.ttf"))
    }


FIRST = ("KaTeX_Main-Regular", "KaTeX_Math-Italic")  # nearly every formula needs both
SOON = 6_000  # characters after a page's title: about the first screen
STYLE = re.compile(r'href="([^"]*)katex\.min\.css"')


def preload(page):
    """The HTML ``page``, which loads its first formulas' fonts with its style sheet, so that lines do not wrap again when fonts arrive."""
    _, _, beginning = page.partition("<h1")
    style = STYLE.search(page)
    if not style or 'class="katex"' not in beginning[:SOON]:
        return page
    links = (
        f'<link rel="preload" href="{style[1]}fonts/{name}.woff2" as="font" type="font/woff2" crossorigin>'
        for name in FIRST
    )
    return page.replace("</head>", "".join(links) + "</head>", 1)


def write_fonts(site, rendered):
    """Write the reduced fonts where KaTeX's style sheet looks for them in the folder ``site``."""
    for name, data in fonts(rendered).items():
        write(site / "generated" / "katex" / "fonts" / name, data)
