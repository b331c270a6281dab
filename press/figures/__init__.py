"""The figures of the pages: each drawn twice, for the light and the dark scheme, by ``python -m press.figures``.

One file for each page beside this one; every function marked ``@figure`` in it is drawn.
"""

from dataclasses import dataclass

from press.places import GENERATED

FOLDER = GENERATED / "figures"
MANIFEST = FOLDER / "figures.json"


@dataclass(frozen=True)
class Figure:
    """A figure to be drawn: ``draw(evidence)`` returns a matplotlib Figure."""

    name: str
    alt: str
    draw: callable


registry = {}


def figure(name, *, alt):
    """Register a function of the evidence (the dict of build/evidence.json) that returns a matplotlib Figure.

    name: in kebab-case, as pages call it. alt: what a reader who cannot see it must know.
    The function runs once for each scheme: let it be deterministic, and take its colours from the
    rcParams ("C0", "C1", "C2", and the inks that matplotlib uses by itself).
    """
    if not alt.strip():
        raise ValueError(
            f"figure {name!r}: alt is empty; say what a reader who cannot see it must know"
        )
    if name in registry:
        raise ValueError(f"figure {name!r} is registered twice")

    def register(draw):
        registry[name] = Figure(name, " ".join(alt.split()), draw)
        return draw

    return register
