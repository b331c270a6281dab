"""Weave a notebook: Markdown text, with code that comes from named sections of snippets/."""

import re

import jupytext
import markdown
import nbformat
from pymdownx.snippets import SnippetMissingError

from evidence.files import relative
from press.paths import SNIPPETS

INCLUDE = re.compile(r'--8<-- "([\w./-]+):([\w-]+)"')
OPTIONS = {"base_path": [SNIPPETS], "check_paths": True, "dedent_subsections": True}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


class WeaveError(Exception):
    """The notebook's source includes something that does not exist."""


def weave(source):
    """The notebook (not yet run) of a jupytext Markdown file. Same source, same bytes."""
    extension = "pymdownx.snippets"
    md = markdown.Markdown(
        extensions=[extension], extension_configs={extension: OPTIONS}
    )
    lines = source.read_text(encoding="utf-8").splitlines()
    try:
        text = "\n".join(md.preprocessors["snippet"].run(lines))
    except SnippetMissingError as error:
        raise WeaveError(f"{relative(source)}: {error}") from None
    notebook = jupytext.reads(text, fmt="md")
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata = nbformat.from_dict(metadata)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        cell.source = cell.source.strip("\n")
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook
