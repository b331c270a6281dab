"""The notebook as Markdown, so that its page is built like every other: formulas, links and macros included."""

import posixpath
import re
from urllib.parse import urljoin

import nbformat

from press import templates
from press.notebook.run import PAGE
from press.style import SCHEMES, in_scheme
from press.svg import lighter

LINK_TO_PAGE = re.compile(r"\]\((?!\w+:)([^)#]+)\.md")
SVG = "image/svg+xml"
SIZE = re.compile(r'viewBox="0 0 (\S+) (\S+)"')
FOLDER, NAME = posixpath.split(PAGE)
# On a branch that holds nothing else; .github/workflows/ci.yml writes it.
COLAB = "https://colab.research.google.com/github/{}/blob/notebook/{}"


def size(svg):
    """The width and the height of an SVG."""
    return [round(float(side)) for side in SIZE.search(svg).groups()]


def drawings(notebook):
    """What the outputs with a figure hold."""
    outputs = (each for cell in notebook.cells for each in cell.get("outputs", ()))
    return [each.data for each in outputs if SVG in each.get("data", ())]


def page(notebook, repository):
    """The notebook as Markdown, with a link to Colab if the repository is on GitHub."""
    host, _, path = (repository or "").partition("github.com/")
    return templates.render(
        "notebook.md",
        cells=notebook.cells,
        figures=[data[SVG] for data in drawings(notebook)],
        svg_type=SVG,
        size=size,
        schemes=SCHEMES,
        name=NAME,
        colab=COLAB.format(path, NAME) if host == "https://" else None,
    )


def figures(notebook):
    """{name: bytes} of the notebook's figures in each scheme."""
    drawn = [lighter(data[SVG], quality=45) for data in drawings(notebook)]
    return {
        f"figure-{number}-{scheme}.svg": in_scheme(svg, scheme).encode()
        for number, svg in enumerate(drawn, start=1)
        for scheme in SCHEMES
    }


def download(notebook, site):
    """The notebook as it is downloaded, bytes: its links lead to pages of the published ``site``. Its cells are changed."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = LINK_TO_PAGE.sub(
                lambda page: f"]({urljoin(f'{site}{FOLDER}/', page[1])}/", cell.source
            )
    for data in drawings(notebook):
        data[SVG] = in_scheme(data[SVG], "light")
    return nbformat.writes(notebook).encode()


def printed(content, repository, site):
    """The page as Markdown, and {name: bytes} of what is next to it: the notebook's figures, and the notebook."""
    notebook = nbformat.from_dict(content)
    text, files = page(notebook, repository), figures(notebook)
    return text, files | {NAME: download(notebook, site)}
