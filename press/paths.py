"""The folders that the press reads and writes, where links lead, and what any generator knows of a page and of the site."""

import posixpath
from dataclasses import dataclass

from evidence.files import ROOT

DOCS = ROOT / "docs"
GENERATED = DOCS / "generated"
SNIPPETS = ROOT / "snippets"


def link(page, target):
    """Relative path from one source file to another, both relative to docs/; or from one address to another.

    >>> link("reasons/2-tradition.md", "evidence.md"), link("reasons/2-tradition/", "assets/card.png")
    ('../evidence.md', '../../assets/card.png')
    """
    return posixpath.relpath(target, posixpath.dirname(page) or ".")


@dataclass(frozen=True)
class Page:
    """A page: its path below docs/, such as "reasons/2-tradition.md", and its address below the site's, such as "reasons/2-tradition/"."""

    path: str
    address: str


@dataclass(frozen=True)
class Article(Page):
    """A page as it is printed: its name in the navigation, its description, and the HTML of its content."""

    title: str
    description: str
    html: str


@dataclass(frozen=True)
class Site:
    """What a page can print about the whole site."""

    sections: dict[str, list[str]]  # heading of the navigation: paths of its pages
    titles: dict[str, str]  # path of a page: its name in the navigation
    address: str
    name: str
    description: str
    made: dict  # provenance of what was measured last
