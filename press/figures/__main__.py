"""Draw the figures that have changed since they were last drawn: ``python -m press.figures``."""

import importlib
import io
import json
import pkgutil
import sys
from pathlib import Path

import matplotlib

matplotlib.use("svg")

import matplotlib.pyplot as plt

import press.figures
from evidence.files import relative, write
from evidence.not_measured import NotMeasured
from press.claim_index import published, without_result
from press.figures import FOLDER, MANIFEST, registry
from press.figures.state import claim_hashes, code, files_of, is_drawn, manifest
from press.style import MATPLOTLIBRC, SCHEMES, in_scheme
from press.svg import lighter

STYLE = {"mathtext.fontset": "cm", "axes.linewidth": 1.0}
PIXELS_PER_INCH = 100  # of the <img>; the SVG itself scales


class Claims(dict):
    """Claims by id. It notes which are looked up, and raises NotMeasured for one without a result."""

    def __init__(self):
        super().__init__(published()["claims"])
        self.absent, self.used = without_result(), set()

    def __getitem__(self, name):
        self.used.add(name)
        if name in self.absent:
            raise NotMeasured(self.absent[name])
        return super().__getitem__(name)


def svg(name, claims):
    """The figure's text, in which colours are names (press/style.py), and its size in pixels."""
    function, (shape, look) = registry[name]
    salt = {"svg.hashsalt": name}  # fixes the ids inside
    with plt.style.context([MATPLOTLIBRC, STYLE, salt], after_reset=True):
        drawn, axes = plt.subplots(*shape, **look)
        function(axes, claims)
        for each in drawn.axes:
            each.minorticks_off()
        size = [round(PIXELS_PER_INCH * inches) for inches in drawn.get_size_inches()]
        out = io.StringIO()
        drawn.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(drawn)
    return lighter(out.getvalue()), size


def draw(name):
    """Draw a figure, and return its manifest entry. Raises what its function raises."""
    alt = " ".join((registry[name][0].__doc__ or "").split())
    if not alt:
        raise ValueError(
            "no docstring; say in it what a reader who cannot see it must know"
        )
    claims = Claims()
    try:
        text, (width, height) = svg(name, claims)
        for scheme, file in zip(SCHEMES, files_of(name), strict=True):
            write(file, in_scheme(text, scheme))
        entry = {"alt": alt, "width": width, "height": height}
    except NotMeasured as reason:
        entry = {"absent": str(reason)}
    return entry | {"claims": claim_hashes(claims.used)}


def draw_all():
    """Draw, remove the files of figures that are gone, and return what could not be drawn, one line each."""
    before, known = code(), manifest()  # first, so that a later edit is stale
    old = known["figures"] if known["code"] == before else {}
    figures, faults = {}, []
    for module in pkgutil.iter_modules(press.figures.__path__, "press.figures."):
        try:
            importlib.import_module(module.name)
        except Exception as error:  # an author's file may raise anything
            faults.append(f"{module.name}: {type(error).__name__}: {error}")
    for name, (function, _) in sorted(registry.items()):
        try:
            entry = old.get(name)
            if not entry or not is_drawn(name, entry):
                entry = draw(name)
            file = relative(Path(function.__code__.co_filename))
            figures[name] = entry | {"code": f"{file}::{function.__name__}"}
        except Exception as error:  # name the figure, and draw the others
            faults.append(f"figure {name!r}: {type(error).__name__}: {error}")
    for file in FOLDER.glob("*.svg"):
        if "alt" not in figures.get(file.stem.rpartition("-")[0], {}):
            file.unlink()
    drawn = {"code": None if faults else before, "figures": figures}
    write(MANIFEST, json.dumps(drawn, indent=1))
    return faults


if __name__ == "__main__":
    sys.exit("\n".join(draw_all()) or None)
