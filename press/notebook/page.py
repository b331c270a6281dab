"""The notebook as Markdown, so that its page is built like every other: formulas, links and macros included."""

import html
import posixpath
import re
from urllib.parse import urljoin

import nbformat

from press.notebook.run import PAGE
from press.style import SCHEMES, in_scheme
from press.svg import lighter

HEADER = """\
---
description: The TensorFlow tutorial's variational autoencoder as a notebook that runs as it is, with what it printed and drew in this build.
tags: ["keras vae", "colab"]
---
"""
# The notebook's code is full of braces that are not macros.
RAW, END = "{% raw %}", "{% endraw %}"
LINK_TO_PAGE = re.compile(r"\]\((?!\w+:)([^)#]+)\.md")
FENCE = "`" * 6
SVG = "image/svg+xml"
SIZE = re.compile(r'viewBox="0 0 (\S+) (\S+)"')
FOLDER, NAME = posixpath.split(PAGE)
GITHUB = "https://github.com/"
# On a branch that holds nothing else; .github/workflows/ci.yml writes it.
COLAB = "https://colab.research.google.com/github/{}/blob/notebook/{}"


def links(repository):
    """One line of HTML: the download and, with a repository on GitHub, a link to Colab."""
    found = [f'<a class="md-button" href="{NAME}" download>Download the notebook</a>']
    if repository and repository.startswith(GITHUB):
        colab = COLAB.format(repository.removeprefix(GITHUB), NAME)
        found.append(f'<a class="md-button" href="{colab}">Open in Colab</a>')
    return f'<p class="notebook-links">{" ".join(found)}</p>'


def figure(name, svg, alt):
    """A figure in its light and its dark variant."""
    width, height = (round(float(side)) for side in SIZE.search(svg).groups())
    images = (
        f'<img src="{name}-{scheme}.svg#only-{scheme}" alt="{html.escape(alt)}" loading="lazy" width="{width}" height="{height}">'
        for scheme in SCHEMES
    )
    return f'<figure class="notebook-output">{"".join(images)}</figure>'


def source(notebook, repository):
    """(the notebook as Markdown, {name: bytes} of its figures)."""
    title, _, rest = notebook.cells[0].source.partition("\n")
    blocks, files = [title, links(repository), rest], {}
    for cell in notebook.cells[1:]:
        if cell.cell_type == "markdown":
            blocks.append(cell.source)
            continue
        blocks.append(f"{FENCE} python\n{cell.source}\n{FENCE}")
        for output in cell.outputs:
            data = output.get("data", {})
            if SVG in data:
                name = f"figure-{len(files) // len(SCHEMES) + 1}"
                blocks.append(figure(name, data[SVG], cell.metadata.alt))
                for scheme in SCHEMES:
                    drawn = in_scheme(lighter(data[SVG]), scheme)
                    files[f"{name}-{scheme}.svg"] = drawn.encode()
            else:
                text = (output.get("text") or data["text/plain"]).rstrip()
                blocks.append(f"{FENCE} {{ .text .no-copy .output }}\n{text}\n{FENCE}")
    return HEADER + RAW + "\n\n".join(blocks) + END, files


def download(notebook, site):
    """The notebook as it is downloaded, bytes: its links lead to pages of the published ``site``. Its cells are changed."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK_TO_PAGE.sub(
                lambda page: f"]({urljoin(f'{site}{FOLDER}/', page[1])}/", cell.source
            )
        for output in cell.get("outputs", ()):
            data = output.get("data", {})
            if SVG in data:
                data[SVG] = in_scheme(data[SVG], "light")
    return nbformat.writes(notebook).encode()


def printed(content, repository, site):
    """The page as Markdown, and {name: bytes} of what is next to it: the notebook's figures, and the notebook."""
    notebook = nbformat.from_dict(content)
    text, files = source(notebook, repository)
    return text, files | {NAME: download(notebook, site)}
