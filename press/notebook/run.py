"""Make the tutorial's notebook: weave it, run it, keep it. ``python -m press.notebook.run`` (quick when nothing changed)."""

import importlib.metadata
import re
import sys

import nbformat

from evidence import store
from evidence.files import ROOT, relative
from evidence.fingerprint import changes, file_hash, inputs_of, sha256
from evidence.process import end_with_parent
from evidence.provenance import provenance
from evidence.settings import settings
from evidence.store import Damaged, Kept
from press.notebook.weave import INCLUDE, WeaveError, weave
from press.paths import DOCS, SNIPPETS
from press.style import HUES
from press.svg import page_svg

SOURCE = DOCS / "tutorial" / "cvae.md"
PAGE = "tutorial/cvae.ipynb"  # what the navigation and links call it
PLACE = ROOT / settings()["store"] / "notebook.json"
SUBJECT = {"notebook": relative(SOURCE)}

# Notices that TensorFlow's C++ code prints before it reads a log level.
NOTICE = re.compile(r"^(I\d{4} |WARNING: All log messages before absl).*\n", re.M)


class NotebookError(Exception):
    """The notebook cannot be made."""


def inputs(woven):
    """What the outputs depend on: the woven cells, how they are run, data, packages, Python."""
    names = (
        "notebook/run.py",
        "notebook/kernel.py",
        "svg.py",
        "style.py",
        "matplotlibrc",
    )
    how = [*(ROOT / "press" / name for name in names), HUES]
    shown = INCLUDE.findall(SOURCE.read_text(encoding="utf-8"))
    ran = [SNIPPETS / file for file, _ in shown]
    return {
        **{relative(file): file_hash(file) for file in how},
        relative(SOURCE): sha256(nbformat.writes(woven)),
        **inputs_of(*ran),
        "matplotlib": importlib.metadata.version("matplotlib"),
    }


def made():
    """The Kept of the notebook, or None. Raises Damaged."""
    return store.read(PLACE, SUBJECT)


def states():
    """A list with one line that says what is wrong with the notebook; empty if it is current."""
    if not SOURCE.is_file():
        return [f"{relative(SOURCE)} is missing"]
    try:
        kept = made()
        woven = weave(SOURCE)
    except (WeaveError, Damaged) as fault:
        return [str(fault)]
    why = [*changes(kept.inputs, inputs(woven))] if kept else ["is missing"]
    return [f"{relative(PLACE)}: {'; '.join(why)}: run `make notebook`"] if why else []


def tidy(notebook):
    """Keep what a reader wants to see: text, and figures in the page's colours. Warnings and times are removed."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        alt = cell.metadata.pop("alt", "")
        cell.metadata.pop("execution", None)
        kept = []
        for output in cell.outputs:
            if output.get("name") == "stderr":
                sys.stderr.write(NOTICE.sub("", output.text))
                continue
            data = output.get("data", {})
            if "image/svg+xml" in data:
                if not alt.strip():
                    raise NotebookError(
                        f'the cell {cell.source[:60]!r} draws a figure: its fence needs alt="…"'
                    )
                svg = page_svg(data["image/svg+xml"], alt, f"{cell.id}-{len(kept)}")
                output["data"] = nbformat.from_dict({"text/html": svg})
                output["metadata"] = {}
            elif any(kind.startswith("image/") for kind in data):
                raise NotebookError(
                    f"the cell {cell.source[:60]!r} shows {', '.join(data)}: only SVG has alt text"
                )
            kept.append(output)
        cell.outputs = kept


def main():
    """Return the exit status."""
    if not states():
        return 0
    from press.notebook.kernel import CellError, run

    try:
        made()  # before a minute is spent: what was edited is not overwritten
        woven = weave(SOURCE)
        made_from = inputs(woven)
        run(woven)
        tidy(woven)
        store.keep(PLACE, Kept(SUBJECT, made_from, woven, provenance()))
    except (WeaveError, NotebookError, CellError, Damaged, OSError) as error:
        print(f"notebook: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    end_with_parent()
    sys.exit(main())
