"""The notebook as Markdown, so that its page is built like every other: formulas, links and macros included."""

import re

import nbformat

from press import pictures
from press.notebook.run import NOTEBOOK

HEADER = """\
---
description: The TensorFlow tutorial's variational autoencoder as a notebook that runs as it is, with what it printed and drew in this build.
tags: ["keras vae", "colab"]
---
"""
# The notebook's code is full of braces that are not macros.
RAW, END = "{% raw %}", "{% endraw %}"
# A comment in the notebook, and Markdown with macros on its page.
ONLY_HERE = re.compile(r"<!-- page\n(.*?)\n-->", re.DOTALL)
FENCE = "`" * 6
# On a branch that holds nothing else; .github/workflows/ci.yml writes it.
COLAB = "https://colab.research.google.com/github{path}/blob/notebook/{name}"


def links(repository):
    """One line of HTML: the download and, with a repository on GitHub, a link to Colab."""
    name = NOTEBOOK.name
    found = [f'<a class="md-button" href="{name}" download>Download the notebook</a>']
    if repository:
        colab = COLAB.format(path=repository, name=name)
        found.append(f'<a class="md-button" href="{colab}">Open in Colab</a>')
    return f'<p class="notebook-links">{" ".join(found)}</p>'


def code_cell(cell):
    """Markdown of a code cell: its code, then what it printed and drew."""
    blocks = [f"{FENCE} python\n{cell.source}\n{FENCE}"]
    folded = cell.metadata.get("folded")
    for output in cell.outputs:
        data = output.get("data", {})
        if "text/html" in data:
            shown = f'<div class="notebook-output">{data["text/html"]}</div>'
            summary = f"<summary>{folded}</summary>"
            blocks.append(f"<details>{summary}{shown}</details>" if folded else shown)
        else:
            text = output.get("text") or data["text/plain"]
            blocks.append(
                f"{FENCE} {{ .text .no-copy .output }}\n{text.rstrip()}\n{FENCE}"
            )
    return "\n\n".join(blocks)


def source(file, repository):
    """(the notebook as Markdown, {name: bytes} of its pictures)."""
    notebook = nbformat.read(file, as_version=4)
    cells = [
        code_cell(cell) if cell.cell_type == "code" else cell.source
        for cell in notebook.cells
    ]
    title, _, rest = cells[0].partition("\n")
    text = "\n\n".join([title, links(repository), rest, *cells[1:]])
    text, extracted = pictures.extract(text, "figure")
    return HEADER + RAW + ONLY_HERE.sub(rf"{END}\g<1>{RAW}", text) + END, extracted
