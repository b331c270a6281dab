"""A built site: how it is made, its pages, and what a reader can copy from them."""

import os
import subprocess
import sys
from pathlib import Path

from bs4 import BeautifulSoup

from evidence.files import ROOT
from press.notebook import NOTEBOOK, SOURCE
from press.places import DOCS

NOTEBOOK_PAGE = NOTEBOOK.relative_to(DOCS).as_posix()
ELSEWHERE = {"PYTHONPATH", "SITE_URL", "REPO_URL"}  # tests read a site that names none
WITHOUT_REPOSITORY = {
    name: value for name, value in os.environ.items() if name not in ELSEWHERE
}


def sources(docs=DOCS):
    """The Markdown files that authors write."""
    return sorted(path for path in docs.rglob("*.md") if "generated" not in path.parts)


PAGES = [path.relative_to(DOCS).as_posix() for path in sources() if path != SOURCE]
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


def build(site, root=ROOT):
    """Build as `make site` does."""
    return run(
        root, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(site)
    )


def address(page):
    """Where the site shows a page, below its origin: ``reasons/2-tradition.md`` is at ``/reasons/2-tradition/``."""
    path = Path(page).with_suffix("").as_posix()
    return f"/{path}/".removesuffix("index/")


def read(site, page):
    """A built page as a tree."""
    file = site / address(page).strip("/") / "index.html"
    return BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


def copied(tree):
    """The Python that each copy button of a page gives: no prompts, no outputs."""
    found = []
    for code in tree.select(".language-python pre > code, .language-pycon pre > code"):
        for unwanted in code.select(".gp, .go, .gt, .gr"):
            unwanted.extract()
        found.append(code.get_text())
    return found


def run_copied(blocks, folder):
    """Run a page's blocks, in order, in one fresh interpreter in an empty folder; as ``run``."""
    # Isolated: neither this repository nor the folder is on the path, only installed packages are.
    alone = "import importlib.util as u; assert u.find_spec('snippets') is None; del u"
    (folder / "page.py").write_text("\n\n".join([alone, *blocks]), encoding="utf-8")
    return run(folder, "-I", "page.py")


def images_without_alt(tree):
    """Pictures that a reader who cannot see them knows nothing of."""
    images = [image for image in tree.select("img") if not image.get("alt", "").strip()]
    drawn = tree.select(
        'svg[role="img"]:not([aria-label]), .figure svg:not([aria-label])'
    )
    return [str(picture)[:120] for picture in (*images, *drawn)]
