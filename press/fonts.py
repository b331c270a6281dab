"""KaTeX's fonts with only the glyphs that the site's formulas use in each: a fifth of their size."""

import functools
import io
import logging
import re
from collections import defaultdict
from html.parser import HTMLParser

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
RULE = re.compile(r"([^{}]+)\{[^{}]*font-family:KaTeX_(\w+)")
MAIN = "Main"  # if no rule names another
UNSEEN = frozenset({"katex-mathml"})  # read aloud, drawn in no font


def rules():
    """[(classes, whether they are the parents', font)]: which elements have which font in KaTeX's style sheet."""
    sheet = (DIST / "katex.min.css").read_text(encoding="utf-8")
    found = [
        (
            frozenset(re.findall(r"\.([\w-]+)", selector)) - {"katex"},
            selector.endswith(">span"),
            font,
        )
        for selectors, font in RULE.findall(sheet)
        if not selectors.startswith("@")
        for selector in selectors.split(",")
    ]
    return [*found, (UNSEEN, False, None)]


class _Formulas(HTMLParser):
    """Collects the characters in each font; the innermost rule decides the font."""

    def __init__(self):
        super().__init__()
        self.rules, self.found = rules(), defaultdict(set)
        self.around = [(frozenset(), MAIN)]

    def handle_starttag(self, tag, attributes):
        outer, font = self.around[-1]
        own = {*(dict(attributes).get("class") or "").split()}
        for classes, of_parents, named in self.rules:
            if (
                classes <= outer
                if of_parents
                else own & classes and classes <= outer | own
            ):
                font = named
        self.around.append((outer | own, font))

    def handle_startendtag(self, tag, attributes):
        pass  # it holds nothing

    def handle_endtag(self, tag):
        self.around.pop()

    def handle_data(self, data):
        self.found[self.around[-1][1]] |= {*data}


def characters(rendered):
    """{font: characters that the visible part of formulas shows in it}; ``rendered`` is KaTeX's HTML."""
    formulas = _Formulas()
    for each in rendered:
        formulas.feed(each)
    formulas.close()
    return {font: shown for font, shown in formulas.found.items() if font}


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
    wanted = characters(rendered)
    made = {}
    for file in sorted((DIST / "fonts").glob("*.ttf")):
        font = re.fullmatch(r"KaTeX_(\w+)-\w+", file.stem)[1]
        made[f"{file.stem}.woff2"] = subset_font(file, frozenset(wanted.get(font, ())))
    return made


def write_fonts(site, rendered):
    """Write them where KaTeX's style sheet looks for them in the folder ``site``."""
    for name, data in fonts(rendered).items():
        write(site / "generated" / "katex" / "fonts" / name, data)
