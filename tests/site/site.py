"""A built site: how it is made, its pages, and what a reader can copy from them."""

import functools
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from mkdocs.utils.yaml import yaml_load

from evidence.files import ROOT
from press.notebook.run import PAGE, SOURCE
from press.paths import DOCS

with (ROOT / "mkdocs.yml").open(encoding="utf-8") as settings:
    HOME = yaml_load(settings)["site_url"]  # where the site is published
PATH = urlsplit(HOME).path.removesuffix("/")
NOTEBOOK_PAGE = PAGE
ELSEWHERE = {
    "PYTHONPATH",
    "SITE_URL",
    "REPO_URL",
    "SOURCE_DATE_EPOCH",
}  # tests say where
WITHOUT_REPOSITORY = {
    name: value for name, value in os.environ.items() if name not in ELSEWHERE
}


def sources(docs=DOCS):
    """The Markdown files that authors write."""
    return sorted(path for path in docs.rglob("*.md") if "generated" not in path.parts)


PAGES = [path.relative_to(DOCS).as_posix() for path in sources() if path != SOURCE]
ALL = [*PAGES, NOTEBOOK_PAGE]
FIRST, *_ = FRAMEWORKS = {  # a tab's label: what it imports
    "TensorFlow": ("tensorflow", "keras"),
    "PyTorch": ("torch",),
    "JAX": ("jax",),
}
PYTHON = ["language-python", "language-pycon"]
NO_INPUT = {"gp", "go", "gt", "gr"}  # prompts and outputs, as Pygments calls them
PAGES_WITH_CODE = [
    page for page in PAGES if "--8<--" in (DOCS / page).read_text(encoding="utf-8")
]


def run(root, *arguments, environment=WITHOUT_REPOSITORY):
    """Run Python with these arguments in ``root``; return its exit status and all that it said."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env=environment | {"NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=600,
    )
    return done.returncode, done.stdout


def build(site, root=ROOT, **addresses):
    """Build as `make site` does, with these variables that say where it is published."""
    command = ["-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(site)]
    return run(root, *command, environment=WITHOUT_REPOSITORY | addresses)


def address(page):
    """Where the site shows a page, below its origin: ``reasons/2-tradition.md`` is at ``/reasons/2-tradition/``."""
    path = Path(page).with_suffix("").as_posix()
    return f"/{path}/".removesuffix("index/")


def read(site, page):
    """A built page as a tree, which all who read it share."""
    file = site / address(page).strip("/") / "index.html"
    return parsed(file, file.stat().st_mtime_ns)


@functools.cache
def parsed(file, _changed):
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def tab_of(code):
    """The label of the tab that code stands in; None outside of tabs."""
    block = code.find_parent(class_="tabbed-block")
    if block is None:
        return None
    labels = block.find_parent(class_="tabbed-set").select(".tabbed-labels > label")
    blocks = block.parent.find_all(class_="tabbed-block", recursive=False)
    return labels[[each is block for each in blocks].index(True)].get_text(strip=True)


def blocks(tree):
    """(tab or None, what is shown, what is copied: no prompts, no outputs) of each block of Python on a page."""
    found = []
    for pre in tree.find_all("pre"):
        if not (code := pre.code) or not pre.find_parent(class_=PYTHON):
            continue
        texts = (
            text
            for text in code.find_all(string=True)
            if not NO_INPUT & {*text.parent.get("class", ())}
        )
        found.append((tab_of(code), code.get_text(), "".join(texts)))
    return found


def copied(tree):
    """The Python that each copy button of a page gives."""
    return [code for *_, code in blocks(tree)]


def images_without_alt(tree):
    """Pictures that a reader who cannot see them knows nothing of."""
    images = [image for image in tree.select("img") if not image.get("alt", "").strip()]
    drawn = tree.select(
        'svg[role="img"]:not([aria-label]), .figure svg:not([aria-label])'
    )
    return [str(picture)[:120] for picture in (*images, *drawn)]
