"""The notebook as a page: as Markdown it goes the same way as every other page.

mkdocs-jupyter makes the file a page and lays the download beside it. Its own rendering is not used: that
brings 574 KB of style, leaves formulas as text, and neither follows nor checks a link.
"""

import re

import nbformat

from press.notebook.run import NOTEBOOK

HEADER = """\
---
description: The TensorFlow tutorial's variational autoencoder as a notebook that runs as it is, with what it printed and drew in this build.
---
"""
# The page's code is full of braces that are not macros.
RAW, END = "{% raw %}", "{% endraw %}"
# What stands in a notebook as a comment, and only on its page as Markdown with macros.
ONLY_HERE = re.compile(r"<!-- page\n(.*?)\n-->", re.DOTALL)
FENCE = "`" * 6
# Of a branch that holds nothing else: .github/workflows/ci.yml writes it.
COLAB = "https://colab.research.google.com/github{path}/blob/notebook/{name}"


def links(repository):
    """One line of HTML: the download and, with a repository on GitHub, the way into Colab."""
    name = NOTEBOOK.name
    found = [f'<a class="md-button" href="{name}" download>Download the notebook</a>']
    if repository:
        colab = COLAB.format(path=repository, name=name)
        found.append(f'<a class="md-button" href="{colab}">Open in Colab</a>')
    return f'<p class="notebook-links">{" ".join(found)}</p>'


def placeholder(cell, number):
    return f'<div class="notebook-output" data-output="{cell.id}-{number}"></div>'


def html_outputs(notebook):
    """(cell, number, HTML) of each output that is not plain text."""
    for cell in notebook.cells:
        for number, output in enumerate(cell.get("outputs", [])):
            if "text/html" in output.get("data", {}):
                yield cell, number, output["data"]["text/html"]


def code_cell(cell):
    """Markdown of a code cell: its code, then what it printed and drew."""
    blocks = [f"{FENCE} python\n{cell.source}\n{FENCE}"]
    folded = cell.metadata.get("folded")
    for number, output in enumerate(cell.outputs):
        data = output.get("data", {})
        if "text/html" in data:
            shown = placeholder(cell, number)
            summary = f"<summary>{folded}</summary>"
            blocks.append(f"<details>{summary}{shown}</details>" if folded else shown)
        else:
            text = output.get("text") or data["text/plain"]
            blocks.append(
                f"{FENCE} {{ .text .no-copy .output }}\n{text.rstrip()}\n{FENCE}"
            )
    return "\n\n".join(blocks)


def source(file, repository):
    """The notebook as Markdown; figures are placeholders until ``fill`` puts them in."""
    notebook = nbformat.read(file, as_version=4)
    cells = [
        code_cell(cell) if cell.cell_type == "code" else cell.source
        for cell in notebook.cells
    ]
    title, _, rest = cells[0].partition("\n")
    text = "\n\n".join([title, links(repository), rest, *cells[1:]])
    return HEADER + RAW + ONLY_HERE.sub(rf"{END}\g<1>{RAW}", text) + END


def fill(content, file):
    """The page's HTML with its figures."""
    notebook = nbformat.read(file, as_version=4)
    for cell, number, output in html_outputs(notebook):
        empty = placeholder(cell, number)
        content = content.replace(empty, empty.replace("></div>", f">{output}</div>"))
    return content
