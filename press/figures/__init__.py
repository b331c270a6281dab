"""The figures of the pages: each drawn twice, for the light and the dark scheme, by ``python -m press.figures``.

This folder has one file per page. Every function marked ``@figure`` in it is drawn.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evidence.files import relative
from press.data_attributes import mark
from press.formatting import format_part
from press.paths import GENERATED
from press.style import INK

FOLDER = GENERATED / "figures"
MANIFEST = FOLDER / "figures.json"
DASHES = (0, (3, 2))  # a line style


@dataclass(frozen=True)
class Figure:
    """A figure to be drawn: ``draw(evidence)`` returns a matplotlib Figure."""

    name: str
    alt: str | Callable
    draw: Callable

    def alt_of(self, evidence):
        """Its alternative text in one line, with marks (press/data_attributes.py). Raises ValueError if it is empty."""
        text = self.alt(evidence) if callable(self.alt) else self.alt
        if not text.strip():
            raise ValueError(
                "alt is empty; say what a reader who cannot see it must know"
            )
        return " ".join(text.split())

    @property
    def code(self):
        """The function that draws it, as file::function, and its line."""
        code = self.draw.__code__
        file = relative(Path(code.co_filename))
        return f"{file}::{code.co_name}", code.co_firstlineno


registry = {}


def number(evidence, claim, part=None):
    """A measured number for an alternative text, written as on pages; `part` may be left out if the claim has only one."""
    parts = evidence["claims"][claim]["parts"]
    if part is None and len(parts) > 1:
        raise ValueError(f"claim {claim!r} has the parts {', '.join(parts)}; name one")
    part = next(iter(parts)) if part is None else part
    return mark("estimate", format_part(parts[part]), "data", claim=claim, part=part)


def constant(number, reason):
    """A number for an alternative text that was not measured, and why it may be typed."""
    if not reason.strip():
        raise ValueError(f"constant({number!r}) needs its reason")
    return mark("constant", number, "data")


def figure(name, *, alt):
    """Register a function of the evidence (the dict of build/evidence.json) that returns a matplotlib Figure.

    name: in kebab-case, as pages call it.
    alt: what a reader who cannot see it must know: text, or a function of the evidence that returns it. Measured
    numbers are not typed there: `alt=lambda evidence: f"It ends at {number(evidence, 'some-id', 'part')} nats."`
    The function runs once for each scheme: it must be deterministic, and take its colours from the
    rcParams ("C0", "C1", "C2", and the inks that matplotlib uses by itself).
    """
    if name in registry:
        raise ValueError(f"figure {name!r} is registered twice")

    def register(draw):
        registry[name] = Figure(name, alt, draw)
        return draw

    return register


def name_rows(axes, names, **look):
    """Name the rows 0, 1, … of a plot without an axis at its left."""
    axes.set_yticks(range(len(names)), names, **look)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def histogram(axes, counts, edges, color):
    axes.stairs(counts, edges, fill=True, color=color, alpha=0.3)
    axes.stairs(counts, edges, color=color, linewidth=1.6)
    axes.set(yticks=[])
    axes.spines["left"].set_visible(False)


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
