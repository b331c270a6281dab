"""The folders that the press reads and writes, and the path and address of a page for any generator."""

from dataclasses import dataclass

from evidence.files import ROOT

DOCS = ROOT / "docs"
GENERATED = DOCS / "generated"
SNIPPETS = ROOT / "snippets"


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
    repository: str | None  # "/owner/name"
    address: str | None
    name: str
    description: str
    made: dict  # provenance of what was measured last
