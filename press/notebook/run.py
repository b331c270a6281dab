"""Make the tutorial's notebook: weave it, run it, keep it. ``python -m press.notebook.run`` (quick when nothing changed)."""

import importlib.metadata
import re
import sys

import jupytext
import markdown
import nbformat
from pymdownx.snippets import SnippetMissingError

from evidence import store
from evidence.files import ROOT, relative
from evidence.fingerprint import changes, file_hash, inputs_of, sha256
from evidence.process import end_with_parent
from evidence.provenance import provenance
from evidence.settings import settings
from evidence.store import Damaged, Kept
from press.errors import SiteError
from press.paths import DOCS, SNIPPETS

SOURCE = DOCS / "tutorial" / "cvae.md"
PAGE = "tutorial/cvae.ipynb"  # what the navigation and links call it
PLACE = ROOT / settings()["store"] / "notebook.json"
SUBJECT = {"notebook": relative(SOURCE)}
RUN_BY = ("press/notebook/run.py", "press/notebook/kernel.py", "press/matplotlibrc")
INCLUDE = re.compile(r'--8<-- "([\w./-]+):([\w-]+)"')
OPTIONS = {"base_path": [SNIPPETS], "check_paths": True, "dedent_subsections": True}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def weave(source):
    """The notebook (not yet run) of a jupytext Markdown file, with sections of snippets/. Same source, same bytes."""
    extension = "pymdownx.snippets"
    md = markdown.Markdown(
        extensions=[extension], extension_configs={extension: OPTIONS}
    )
    lines = source.read_text(encoding="utf-8").splitlines()
    text = "\n".join(md.preprocessors["snippet"].run(lines))
    notebook = jupytext.reads(text, fmt="md")
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata = nbformat.from_dict(metadata)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        cell.source = cell.source.strip("\n")
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def inputs(woven):
    """What the outputs depend on: the woven cells, how they are run, data, packages, Python."""
    shown = INCLUDE.findall(SOURCE.read_text(encoding="utf-8"))
    return {
        **{file: file_hash(ROOT / file) for file in RUN_BY},
        relative(SOURCE): sha256(nbformat.writes(woven)),
        **inputs_of(*(SNIPPETS / file for file, _ in shown)),
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
    except (SnippetMissingError, Damaged) as fault:
        return [str(fault)]
    why = [*changes(kept.inputs, inputs(woven))] if kept else ["is missing"]
    return [f"{relative(PLACE)}: {'; '.join(why)}: run `make notebook`"] if why else []


def tidy(notebook):
    """Keep what a reader wants to see: text and figures, but no warnings and times."""
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        cell.metadata.pop("execution", None)
        cell.outputs = [each for each in cell.outputs if each.get("name") != "stderr"]
        draws = any("image/svg+xml" in each.get("data", ()) for each in cell.outputs)
        if draws and not cell.metadata.get("alt", "").strip():
            raise SiteError(
                f'the cell {cell.source[:60]!r} draws a figure: its fence needs alt="…"'
            )


def main():
    """Return the exit status."""
    if not states():
        return 0
    from press.notebook.kernel import run

    try:
        made()  # before a minute is spent: what was edited is not overwritten
        woven = weave(SOURCE)
        made_from = inputs(woven)
        run(woven)
        tidy(woven)
        store.keep(PLACE, Kept(SUBJECT, made_from, woven, provenance()))
    except (SnippetMissingError, SiteError, Damaged, OSError) as error:
        print(f"notebook: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    end_with_parent()
    sys.exit(main())
