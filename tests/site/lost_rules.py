"""What a page has a use for, and a style sheet lacks."""

from pathlib import Path

import material

from press.katex import DIST
from press.paths import DOCS

THEIRS = Path(material.__file__).parent / "templates" / "assets" / "stylesheets"
WHOLE = [
    *THEIRS.glob("main.*.min.css"),
    *THEIRS.glob("palette.*.min.css"),
    DIST / "katex.min.css",
    *(DOCS / "assets" / "css").glob("*.css"),
]
LOST = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")


def whole():
    """The sheets that the site's one is made of, as their authors wrote them."""
    return "\n".join(file.read_text(encoding="utf-8") for file in WHOLE)


def lost(tab, sheet):
    """Selectors of rules that the page in a browser's tab has a use for, in some state, and the text of a sheet lacks."""
    return {*tab.evaluate(LOST, [whole(), sheet])}
