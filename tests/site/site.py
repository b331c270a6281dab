"""A built site: how it is made, its pages, and what a reader can copy from them."""

import copy
import functools
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from bs4 import BeautifulSoup

from evidence.files import ROOT
from evidence.process import cores
from press.notebook.run import NOTEBOOK, SOURCE
from press.paths import DOCS

NOTEBOOK_PAGE = NOTEBOOK.relative_to(DOCS).as_posix()
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
FIRST, *OTHERS = FRAMEWORKS = {  # a tab's label: what it imports
    "TensorFlow": ("tensorflow", "keras"),
    "PyTorch": ("torch",),
    "JAX": ("jax",),
}
OF_FIRST = re.compile(r"\b(tf\.|tensorflow\b|keras\b)")
OF_NONE = re.compile("^import (math|numpy)", re.M)
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


def run_all(jobs, modules):
    """As `run` of each (folder, arguments), side by side and without the seconds that importing the modules takes.

    A script is run isolated: neither its folder nor this repository is on its path, only installed packages are.
    """
    done = subprocess.run(
        [sys.executable, "-I", str(Path(__file__).with_name("preloaded_pool.py"))],
        input=json.dumps(
            [cores(), modules, [(str(root), arguments) for root, arguments in jobs]]
        ),
        env=WITHOUT_REPOSITORY | {"NO_MKDOCS_2_WARNING": "1"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=600,
    )
    return [tuple(result) for result in json.loads(done.stdout)]


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
    """(tab or None, the Python that the copy button gives) of each block of a page: no prompts, no outputs."""
    found = []
    for code in tree.select(".language-python pre > code, .language-pycon pre > code"):
        alone = copy.copy(code)
        for unwanted in alone.select(".gp, .go, .gt, .gr"):
            unwanted.extract()
        found.append((tab_of(code), alone.get_text()))
    return found


def copied(tree):
    """The Python that each copy button of a page gives."""
    return [code for _, code in blocks(tree)]


def copied_in(tree, framework):
    """What a reader copies who chose a framework: its tabs; outside of tabs the first one's reader copies all, others what needs no framework."""
    found = []
    for tab, code in blocks(tree):
        of_none = OF_NONE.search(code) and not OF_FIRST.search(code)
        for_all = tab is None and (framework == FIRST or of_none)
        if for_all or tab == framework:
            found.append(code)
    return found


ALONE = "import importlib.util as u; assert u.find_spec('snippets') is None; del u"


def run_copied(pages, imports=()):
    """Run the blocks of each page, {folder: blocks}, in order, in an interpreter and an empty folder of its own; as `run_all`."""
    for folder, blocks in pages.items():
        code = "\n\n".join([ALONE, *blocks])
        (folder / "page.py").write_text(code, encoding="utf-8")
    return run_all([(folder, ["page.py"]) for folder in pages], imports)


def run_alone(framework, pages, folder):
    """Run pages' blocks, {page: blocks}, as if no other framework were installed; as ``run``.

    One interpreter for all pages, each with names of its own: importing a framework takes seconds.
    """
    others = {each for name in FRAMEWORKS for each in FRAMEWORKS[name]}
    others -= {*FRAMEWORKS[framework]}
    driver = [ALONE, "import runpy, sys"]
    driver += [f"sys.modules[{other!r}] = None" for other in sorted(others)]
    for page, code in pages.items():
        file = f"{page.replace('/', '-')}.py"
        (folder / file).write_text("\n\n".join(code), encoding="utf-8")
        driver.append(f"runpy.run_path({file!r})")
    (folder / "pages.py").write_text("\n".join(driver), encoding="utf-8")
    return run(folder, "-I", "pages.py")


def images_without_alt(tree):
    """Pictures that a reader who cannot see them knows nothing of."""
    images = [image for image in tree.select("img") if not image.get("alt", "").strip()]
    drawn = tree.select(
        'svg[role="img"]:not([aria-label]), .figure svg:not([aria-label])'
    )
    return [str(picture)[:120] for picture in (*images, *drawn)]
