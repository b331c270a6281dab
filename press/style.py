"""How a figure looks: press/matplotlibrc, which the notebook's figures share, and the colours that readers see.

A figure is drawn once, with odd colours that are names, such as INK. Each scheme has a colour for each name.
"""

import re
from pathlib import Path

from press.paths import DOCS

CONTRAST = 4.5  # WCAG 2.2, 1.4.3: of each hue with the paper, because labels and digits are written in it
HUES = DOCS / "assets" / "css" / "hues.css"
MATPLOTLIBRC = Path(__file__).with_name("matplotlibrc")
SCHEMES = ("light", "dark")
INKS = {"light": ("#1f2330", "#c9ccd6"), "dark": ("#e4e6ee", "#4a4f60")}
TABLE = re.findall(
    r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\);", HUES.read_text(encoding="utf-8")
)


def hues(scheme):
    """{name: colour} of one scheme, in the table's order: four parameterizations of σ, then ten digits."""
    return {name: colours[SCHEMES.index(scheme)] for name, *colours in TABLE}


# As in press/matplotlibrc, whose cycle has the first three hues.
INK, FAINT = "#010203", "#010204"
HUE = {
    name.replace("-", "_"): f"#0102{number:02x}"
    for number, name in enumerate(hues("light"), start=0x11)
}


def in_scheme(svg, scheme):
    """The SVG with a scheme's colours in place of those of HUE, INK and FAINT."""
    colours = (*hues(scheme).values(), *INKS[scheme])
    for name, colour in zip((*HUE.values(), INK, FAINT), colours, strict=True):
        svg = svg.replace(name, colour)
    return svg
