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


def expand(code):
    """Code of a cell whose lines are all includes."""
    extension = "pymdownx.snippets"
    md = markdown.Markdown(
        extensions=[extension], extension_configs={extension: OPTIONS}
    )
    parts = []
    for line in filter(None, map(str.strip, code.splitlines())):
        if not INCLUDE.fullmatch(line):
            raise WeaveError(
                f'a code cell holds {line!r}: only --8<-- "file.py:section" may stand there'
            )
        parts.append("\n".join(md.preprocessors["snippet"].run([line])).strip("\n"))
    return "\n\n\n".join(parts)


def weave(source):
    """The notebook (not yet run) of a jupytext Markdown file. Same source, same bytes."""
    notebook = jupytext.read(source, fmt="md")
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata = nbformat.from_dict(metadata)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        if cell.cell_type == "code":
            try:
                cell.source = expand(cell.source)
            except (WeaveError, SnippetMissingError) as error:
                raise WeaveError(f"{relative(source)}: {error}") from None
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook
