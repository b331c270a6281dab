"""Make the tutorial's notebook: weave it, run it, write it. ``python -m press.notebook`` (quick when nothing changed)."""

import importlib.metadata
import json
import os
import sys
from pathlib import Path

import nbformat

from evidence.files import DOCS, ROOT, digest, write
from press.svg import page_svg
from press.weave import WeaveError, weave

SOURCE = DOCS / "tutorial" / "cvae.md"
NOTEBOOK = SOURCE.with_suffix(".ipynb")
PACKAGES = ("tensorflow", "keras", "numpy", "matplotlib")


class NotebookError(Exception):
    """The notebook cannot be made."""


def data_file():
    """The file that $MNIST_NPZ names, or None."""
    named = os.environ.get("MNIST_NPZ")
    return Path(named).resolve() if named else None


def key(woven):
    """Hash of all that the outputs depend on."""
    press = [
        ROOT / "press" / name
        for name in ("notebook.py", "kernel.py", "svg.py", "matplotlibrc")
    ]
    versions = [f"{name} {importlib.metadata.version(name)}" for name in PACKAGES]
    data = [data_file()] if data_file() else []
    python = f"python {sys.version_info[0]}.{sys.version_info[1]}"
    return digest([*press, *data], nbformat.writes(woven), *versions, python)


def state():
    """None if the notebook is there and up to date, else one line that says what is wrong."""
    if not SOURCE.is_file():
        return f"{SOURCE.relative_to(ROOT)} is missing"
    if not NOTEBOOK.is_file():
        return f"{NOTEBOOK.relative_to(ROOT)} is missing: run `make notebook`"
    try:
        woven = weave(SOURCE)
        made_from = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["metadata"][
            "press"
        ]["key"]
    except WeaveError as error:
        return str(error)
    except (ValueError, KeyError):
        made_from = None
    if made_from != key(woven):
        return f"{NOTEBOOK.relative_to(ROOT)} was run on other sources: run `make notebook`"
    return None


def tidy(notebook):
    """Keep what a reader wants to see: figures that follow the page, text; no warnings, no times."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        alt = cell.metadata.pop("alt", "")
        cell.metadata.pop("execution", None)
        kept = []
        for output in cell.outputs:
            if output.get("name") == "stderr":
                sys.stderr.write(output.text)
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
    if state() is None:
        return 0
    from press.kernel import (  # here: a build that only asks for the state does without
        CellError,
        run,
    )

    try:
        woven = weave(SOURCE)
        made_from = key(woven)
        run(woven, data_file())
        tidy(woven)
    except (WeaveError, NotebookError, CellError) as error:
        print(f"notebook: {error}", file=sys.stderr)
        return 1
    woven.metadata["press"] = {"key": made_from}
    write(NOTEBOOK, nbformat.writes(woven) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
