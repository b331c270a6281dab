"""The notebook as Markdown, so that its page is built like every other: formulas, links and macros included."""

import posixpath
import re
from urllib.parse import urljoin

import nbformat

from press import pictures
from press.notebook.run import PAGE

HEADER = """\
---
description: The TensorFlow tutorial's variational autoencoder as a notebook that runs as it is, with what it printed and drew in this build.
tags: ["keras vae", "colab"]
---
"""
# The notebook's code is full of braces that are not macros.
RAW, END = "{% raw %}", "{% endraw %}"
LINK_TO_PAGE = re.compile(r"\[([^\]]+)\]\((?!\w+:)([^)#]+)(#[^)]*)?\)")
FENCE = "`" * 6
FOLDER, NAME = posixpath.split(PAGE)
# On a branch that holds nothing else; .github/workflows/ci.yml writes it.
COLAB = "https://colab.research.google.com/github{path}/blob/notebook/{name}"


def links(repository):
    """One line of HTML: the download and, with a repository on GitHub, a link to Colab."""
    found = [f'<a class="md-button" href="{NAME}" download>Download the notebook</a>']
    if repository:
        colab = COLAB.format(path=repository, name=NAME)
        found.append(f'<a class="md-button" href="{colab}">Open in Colab</a>')
    return f'<p class="notebook-links">{" ".join(found)}</p>'


def code_cell(cell):
    """Markdown of a code cell: its code, then what it printed and drew."""
    blocks = [f"{FENCE} python\n{cell.source}\n{FENCE}"]
    for output in cell.outputs:
        data = output.get("data", {})
        if "text/html" in data:
            blocks.append(f'<div class="notebook-output">{data["text/html"]}</div>')
        else:
            text = output.get("text") or data["text/plain"]
            blocks.append(
                f"{FENCE} {{ .text .no-copy .output }}\n{text.rstrip()}\n{FENCE}"
            )
    return "\n\n".join(blocks)


def source(notebook, repository):
    """(the notebook as Markdown, {name: bytes} of its pictures)."""
    cells = [
        code_cell(cell) if cell.cell_type == "code" else cell.source
        for cell in notebook.cells
    ]
    title, _, rest = cells[0].partition("\n")
    text = "\n\n".join([title, links(repository), rest, *cells[1:]])
    text, extracted = pictures.extract(text, "figure")
    return HEADER + RAW + text + END, extracted


def download(notebook, site, addresses):
    """The notebook as it is downloaded, bytes: a link to a page leads to the published site. Its cells are changed.

    ``site`` is its address, or None, which leaves only the text of such a link. ``addresses`` maps the path of a page
    in docs/ to its address on the site.
    """

    def absolute(link):
        text, page, anchor = link.groups()
        if not site:
            return text
        path = posixpath.normpath(f"{FOLDER}/{page}")
        return f"[{text}]({urljoin(site, addresses[path])}{anchor or ''})"

    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK_TO_PAGE.sub(absolute, cell.source)
    return nbformat.writes(notebook).encode()
