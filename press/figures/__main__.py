"""Draw every figure, if anything they are made of has changed: ``python -m press.figures``."""

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
from press.evidence import available
from press.figures import FOLDER, MANIFEST, registry
from press.figures.state import FAULTS, key
from press.lighter import lighter
from press.style import SCHEMES, style

PIXELS_PER_INCH = 100  # of the <img>; the SVG itself scales


def svg(figure, scheme, evidence):
    """Bytes of one variant, and its size in pixels."""
    with plt.style.context(style(scheme, salt=figure.name), after_reset=True):
        drawn = figure.draw(evidence)
        size = [round(PIXELS_PER_INCH * inches) for inches in drawn.get_size_inches()]
        out = io.BytesIO()
        drawn.savefig(out, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(drawn)
    return lighter(out.getvalue().decode()).encode(), size


def commit_of(file):
    """The commit that holds a file as it is; "" where none does."""
    return "" if git("status", "--porcelain", "--", file) else git("rev-parse", "HEAD")


def shown(figure, size, evidence):
    """What pages need to know of a drawn figure."""
    code, line = figure.code
    width, height = size
    return {
        "alt": figure.alt_of(evidence),
        "code": code,
        "line": line,
        "commit": commit_of(code.partition("::")[0]),
        "width": width,
        "height": height,
    }


def main():
    """Draw, write what changed, remove what no function draws any more; return the exit status."""
    before = key()  # taken first: a file saved while we draw makes the result stale
    evidence = available()
    figures, faults = {}, []
    for module in pkgutil.iter_modules(press.figures.__path__):
        if module.name not in ("__main__", "state"):
            try:
                importlib.import_module(f"press.figures.{module.name}")
            except Exception as error:  # an author's file may fail in any way
                faults.append(
                    f"press/figures/{module.name}.py: {type(error).__name__}: {error}"
                )
    write(card.CARD, card.png())
    for name, figure in sorted(registry.items()):
        try:
            for scheme in SCHEMES:
                data, size = svg(figure, scheme, evidence)
                write(FOLDER / f"{name}-{scheme}.svg", data)
            figures[name] = shown(figure, size, evidence)
        except NotMeasured as reason:
            figures[name] = {"absent": str(reason)}
        except Exception as error:  # name the figure, draw the others
            faults.append(f"figure {name!r}: {type(error).__name__}: {error}")

    for file in FOLDER.glob("*.svg"):
        if "alt" not in figures.get(file.stem.rpartition("-")[0], {}):
            file.unlink()
    write(
        MANIFEST,
        json.dumps({"key": before, "figures": figures, "faults": faults}, indent=1),
    )
    for fault in faults:
        print(fault, file=sys.stderr)
    return FAULTS if faults else 0


if __name__ == "__main__":
    sys.exit(main())
