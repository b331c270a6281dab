"""How a figure looks: one rcParams set for each colour scheme, without background, with reproducible bytes."""

import re

from cycler import cycler

from press.paths import DOCS

CONTRAST = 4.5  # WCAG 2.2, 1.4.3: of each hue with the paper, because labels and digits are written in it
HUES = DOCS / "assets" / "css" / "hues.css"
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
    """rcParams of one scheme ("light" or "dark"); ``salt`` fixes the ids inside the SVG."""
    ink, faint = INKS[scheme]
    return {
        "svg.hashsalt": salt,
        "svg.fonttype": "path",  # outlines: the same look everywhere
        "font.family": "DejaVu Sans",  # comes with matplotlib
        "mathtext.fontset": "cm",
        "font.size": 13,
        "axes.titlesize": 14,
        "axes.labelsize": 13,
        "legend.fontsize": 12.5,
        "xtick.labelsize": 12,
        "ytick.labelsize": 12,
        "lines.linewidth": 2.2,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 1.0,
        "figure.figsize": (6, 3.4),
        "figure.constrained_layout.use": True,
        "figure.facecolor": "none",
        "axes.facecolor": "none",
        "legend.facecolor": "none",
        "legend.edgecolor": "none",
        "savefig.facecolor": "none",
        "grid.color": faint,
        "grid.linewidth": 0.8,
        "axes.prop_cycle": cycler(color=[*hues(scheme).values(), ink, faint]),
        "text.color": ink,
        "axes.labelcolor": ink,
        "axes.edgecolor": ink,
        "xtick.color": ink,
        "ytick.color": ink,
    }
