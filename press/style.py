"""How a figure looks: press/matplotlibrc, which the notebook's figures share, and the colours of each scheme."""

import re
from pathlib import Path

from cycler import cycler

from press.paths import DOCS

CONTRAST = 4.5  # WCAG 2.2, 1.4.3: of each hue with the paper, because labels and digits are written in it
HUES = DOCS / "assets" / "css" / "hues.css"
MATPLOTLIBRC = Path(__file__).with_name("matplotlibrc")
SCHEMES = ("light", "dark")
INKS = {"light": ("#1f2330", "#c9ccd6"), "dark": ("#e4e6ee", "#4a4f60")}
TABLE = HUES.read_text(encoding="utf-8")
PARTS = {"light": "default", "dark": "slate"}  # of the table: Material's names


def hues(scheme):
    """{name: colour} of one scheme, in the table's order: four parameterizations of σ, then ten digits."""
    (part,) = re.findall(rf'="{PARTS[scheme]}"\] {{([^}}]*)}}', TABLE)
    return dict(re.findall(r"--([\w-]+): (#\w{6});", part))


# A figure takes the colour of a parameterization or a digit by its name, and matplotlib finds it in the cycle.
HUE = {name.replace("-", "_"): f"C{i}" for i, name in enumerate(hues("light"))}
INK, FAINT = f"C{len(HUE)}", f"C{len(HUE) + 1}"


def style(scheme, salt):
    """What one scheme ("light" or "dark") has of its own; ``salt`` fixes the ids inside the SVG."""
    ink, faint = INKS[scheme]
    return {
        "svg.hashsalt": salt,
        "mathtext.fontset": "cm",
        "axes.linewidth": 1.0,
        "axes.prop_cycle": cycler(color=[*hues(scheme).values(), ink, faint]),
        "grid.color": faint,
        "text.color": ink,
        "axes.labelcolor": ink,
        "axes.titlecolor": ink,
        "axes.edgecolor": ink,
        "xtick.color": ink,
        "ytick.color": ink,
    }
