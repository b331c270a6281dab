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

# It warns of dates, and none is set.
logging.getLogger("fontTools").setLevel(logging.ERROR)

# Hinting does nothing at the size of text today.
OPTIONS = {
    "flavor": "woff2",
    "hinting": False,
    "glyph_names": False,
    "name_IDs": [0, 1, 2, 13, 14],  # names, copyright and license stay
    "drop_tables": ["FFTM"],  # when and by what it was made
}
MATHML = re.compile(r"<math\b.*?</math>", re.DOTALL)  # read aloud, drawn in no font
# What KaTeX draws in a font of its own, by classes of its elements; all else can be in any other font.
CLASSES = {
    "AMS": "mathbb|amsrm",
    "Caligraphic": "mathcal",
    "Math": "mathnormal|boldsymbol",
}
TAG = re.compile("<[^>]*>")


def characters(rendered):
    """{font: its visible characters in formulas}, and under None those of all other fonts."""
    visible = "".join(answer.get("html", "") for answer in rendered.values())
    visible = MATHML.sub("", visible)
    found = {}
    for font, classes in CLASSES.items():
        own = re.compile(rf'<span class="[^"]*\b(?:{classes})\b[^>]*>([^<]*)')
        found[font] = {*html.unescape("".join(own.findall(visible)))}
        visible = own.sub("", visible)
    return found | {None: {*html.unescape(TAG.sub("", visible))}}


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
    """{file name: bytes} of all of KaTeX's fonts, for the formulas that press/katex.py has ``rendered``."""
    found = characters(rendered)

    def wanted(file):
        family, _, _ = file.stem.removeprefix("KaTeX_").partition("-")
        return frozenset(found.get(family, found[None]))

    return {
        f"{file.stem}.woff2": subset_font(file, wanted(file))
        for file in sorted((DIST / "fonts").glob("*.ttf"))
    }


def write_fonts(site, rendered):
    """Write the reduced fonts where KaTeX's style sheet looks for them in the folder ``site``."""
    for name, data in fonts(rendered).items():
        write(site / "generated" / "katex" / "fonts" / name, data)
