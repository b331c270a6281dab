"""Weave a notebook: Markdown text, with code that comes from named sections of snippets/."""

import re
import textwrap

import jupytext
import nbformat

from evidence.files import ROOT
from press.paths import SNIPPETS

INCLUDE = re.compile(r'--8<-- "([\w./-]+):([\w-]+)"')
MARKER = re.compile(r"\s*# --8<-- \[(start|end):([\w-]+)\]\s*$")


class WeaveError(Exception):
    """The notebook's source includes something that does not exist."""


def section(file, name):
    """Lines of one named section of a snippet file, without markers and common indent."""
    path = SNIPPETS / file
    if not path.is_file():
        raise WeaveError(f"snippets/{file} does not exist")
    inside, found, lines = False, False, []
    for line in path.read_text(encoding="utf-8").splitlines():
        if marker := MARKER.match(line):
            if marker[2] == name:
                inside = marker[1] == "start"
                found = True
        elif inside:
            lines.append(line)
    if not found or inside:
        raise WeaveError(
            f"snippets/{file} has no section {name!r} with a start and an end"
        )
    return textwrap.dedent("\n".join(lines)).strip("\n")


def expand(code):
    """Code of a cell whose lines are all includes."""
    parts = []
    for line in filter(None, map(str.strip, code.splitlines())):
        include = INCLUDE.fullmatch(line)
        if not include:
            raise WeaveError(
                f'a code cell holds {line!r}: only --8<-- "file.py:section" may stand there'
            )
        parts.append(section(*include.groups()))
    return "\n\n\n".join(parts)


def weave(source):
    """The notebook (not yet run) of a jupytext Markdown file. Same source, same bytes."""
    notebook = jupytext.read(source, fmt="md")
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": {
                "display_name": "Python 3",
                "language": "python",
                "name": "python3",
            },
            "language_info": {"name": "python"},
        }
    )
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{number}"
        if cell.cell_type == "code":
            try:
                cell.source = expand(cell.source)
            except WeaveError as error:
                raise WeaveError(
                    f"{source.relative_to(ROOT).as_posix()}: {error}"
                ) from None
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook
