"""Draw the figures of which something that they are made of has changed: ``python -m press.figures``."""

import functools
import importlib
import io
import json
import pkgutil
import sys

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt

import press.figures
from evidence.files import write
from evidence.not_measured import NotMeasured
from evidence.provenance import git
from press import card
from press.claim_index import available
from press.figures import FOLDER, MANIFEST, registry
from press.figures.state import (
    FAULTS,
    code,
    files_of,
    is_drawn,
    key,
    manifest,
    seen,
)
from press.lighter import make_lighter, with_light_pixels
from press.style import SCHEMES, style

PIXELS_PER_INCH = 100  # of the <img>; the SVG itself scales


class Asked:
    """Claims by id; it remembers which a figure asked for."""

    def __init__(self, claims):
        self.claims, self.names = claims, set()

    def __getitem__(self, name):
        self.names.add(name)
        return self.claims[name]


def svg(figure, scheme, evidence):
    """Bytes of one variant, and its size in pixels."""
    with plt.style.context(style(scheme, salt=figure.name), after_reset=True):
        drawn = figure.draw(evidence)
        size = [round(PIXELS_PER_INCH * inches) for inches in drawn.get_size_inches()]
        out = io.BytesIO()
        drawn.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(drawn)
    return with_light_pixels(out.getvalue().decode()).encode(), size


@functools.cache  # a file has many figures
def commit_of(file):
    """The commit that holds a file as it is; "" where none does."""
    return "" if git("status", "--porcelain", "--", file) else git("rev-parse", "HEAD")


def drawn(figure, evidence):
    """Draw a figure; what pages need to know of it, and what it saw. Raises what its function raises."""
    asked = Asked(evidence["claims"])
    try:
        for scheme, file in zip(SCHEMES, files_of(figure.name), strict=True):
            data, (width, height) = svg(figure, scheme, evidence | {"claims": asked})
            write(file, data)
        alt = figure.alt_of(evidence | {"claims": asked})
        entry = {"alt": alt, "width": width, "height": height}
    except NotMeasured as reason:
        entry = {"absent": str(reason)}
    return entry | {"claims": seen(asked.names)}


def place_of(figure):
    """Where the function that draws it stands."""
    code, line = figure.code
    return {"code": code, "line": line, "commit": commit_of(code.partition("::")[0])}


def main():
    """Draw, write what changed, remove what no function draws any more; return the exit status."""
    before = {"key": key(), "code": code()}  # first: what is saved meanwhile is stale
    evidence, known = available(), manifest()
    as_it_was = known["figures"] if known["code"] == before["code"] else {}
    figures, fresh, faults = {}, [], []
    for module in pkgutil.iter_modules(press.figures.__path__):
        if module.name not in ("__main__", "state"):
            try:
                importlib.import_module(f"press.figures.{module.name}")
            except Exception as error:  # an author's file may fail in any way
                faults.append(
                    f"press/figures/{module.name}.py: {type(error).__name__}: {error}"
                )
    if not as_it_was or not card.CARD.is_file():
        write(card.CARD, card.png())
    for name, figure in sorted(registry.items()):
        try:
            entry = as_it_was.get(name)
            if not entry or not is_drawn(name, entry):
                entry = drawn(figure, evidence)
                fresh += [] if "absent" in entry else files_of(name)
            figures[name] = entry | place_of(figure)
        except Exception as error:  # name the figure, draw the others
            faults.append(f"figure {name!r}: {type(error).__name__}: {error}")

    make_lighter(fresh)
    for file in FOLDER.glob("*.svg"):
        if "alt" not in figures.get(file.stem.rpartition("-")[0], {}):
            file.unlink()
    write(
        MANIFEST,
        json.dumps(before | {"figures": figures, "faults": faults}, indent=1),
    )
    for fault in faults:
        print(fault, file=sys.stderr)
    return FAULTS if faults else 0


if __name__ == "__main__":
    sys.exit(main())
