"""Where this project keeps what the press reads and writes; where a page is, whatever prints it."""

from dataclasses import dataclass, field

from evidence.files import ROOT

DOCS = ROOT / "docs"
GENERATED = DOCS / "generated"
SNIPPETS = ROOT / "snippets"


def written():
    """The folders of docs/ that people write in: what a build makes there is no reason for another."""
    return [
        each for each in sorted(DOCS.iterdir()) if each.is_dir() and each != GENERATED
    ]


@dataclass(frozen=True)
class Page:
    """A page: its path below docs/, such as "reasons/2-tradition.md", and its address below the site's, such as "reasons/2-tradition/"."""

    path: str
    address: str


@dataclass(frozen=True)
class Site:
    """What a page may say of the whole: {path of a page: its name in the navigation}, the repository ("/owner/name"), the address."""

    titles: dict[str, str] = field(default_factory=dict)
    repository: str | None = None
    address: str | None = None
