"""The figures of the pages: each drawn once, and coloured for the light and the dark scheme, by ``python -m press.figures``.

This folder has one file per section of the navigation. Every function marked ``@figure(…)`` in it is drawn.
"""

import numpy as np

from press.paths import GENERATED
from press.style import HUE, INK

FOLDER = GENERATED / "figures"
MANIFEST = FOLDER / "figures.json"
DASHES = (0, (3, 2))  # a line style
HEADS = {  # label, colour
    "log_variance": ("log σ²", HUE["log_variance"]),
    "log_std": ("log σ", HUE["log_std"]),
    "softplus_std": ("softplus", HUE["softplus_std"]),
}
registry = {}  # {name: (function, what plt.subplots gets)}


def figure(*shape, **look):
    """Register a function that draws into the axes which ``plt.subplots(*shape, **look)`` returns.

    It gets the axes and the claims by id, as evidence.json has them. Its name with hyphens is what pages call the
    figure. Its docstring is the alternative text: what a reader who cannot see the figure must know. It must be
    deterministic, and take its colours from press/style.py or the cycle.
    """

    def register(draw):
        name = draw.__name__.replace("_", "-")
        if name in registry:
            raise ValueError(f"figure {name!r} is registered twice")
        registry[name] = draw, (shape, look)
        return draw

    return register


def without_left_axis(axes):
    axes.set(yticks=[])
    axes.spines["left"].set_visible(False)


def power_of_ten(exponent):
    return rf"$\mathdefault{{10^{{{exponent}}}}}$"


def name_rows(axes, names):
    """Name the rows 0, 1, … of a plot without an axis at its left."""
    axes.spines["left"].set_visible(False)
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)


def histogram(axes, counts, edges, color):
    axes.stairs(counts, edges, fill=True, color=color, alpha=0.3)
    axes.stairs(counts, edges, color=color, linewidth=1.6)
    without_left_axis(axes)


def plot_seeds(axes, series, color):
    """Plot {seed: differences by epoch} as a thin line each, their median as a thick one, and zero as a dashed one."""
    curves = np.array([*series.values()])
    epochs = np.arange(1, curves.shape[1] + 1)
    axes.axhline(0, color=INK, linewidth=1.4, linestyle="--")
    axes.plot(epochs, curves.T, color=color, alpha=0.35, linewidth=1)
    axes.plot(epochs, np.median(curves, axis=0), color=color, linewidth=3)


def arrow(axes, text, start, end, **align):
    look = {"arrowstyle": "->", "color": INK, "shrinkB": 8}
    axes.annotate(text, end, start, arrowprops=look, **align)
