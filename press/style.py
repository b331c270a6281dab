"""How a figure looks: one rcParams set for each colour scheme, without background, with reproducible bytes."""

from cycler import cycler

SCHEMES = ("light", "dark")
INK = {"light": "#1f2330", "dark": "#e4e6ee"}
FAINT = {"light": "#c9ccd6", "dark": "#4a4f60"}
CYCLE = {
    "light": ["#1f5fbf", "#b3261e", "#2e7d32"],
    "dark": ["#7aa7f7", "#f08a7e", "#7fcf86"],
}
INK_KEYS = (
    "text.color",
    "axes.labelcolor",
    "axes.titlecolor",
    "axes.edgecolor",
    "xtick.color",
    "ytick.color",
)


def style(scheme, salt):
    """rcParams of one scheme ("light" or "dark"); ``salt`` fixes the ids inside the SVG."""
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
        "grid.color": FAINT[scheme],
        "grid.linewidth": 0.8,
        "axes.prop_cycle": cycler(color=CYCLE[scheme]),
        **{key: INK[scheme] for key in INK_KEYS},
    }
