"""The sources that the site cites: docs/references.yml lists each once, pages link to it, references.md prints the list."""

import re
from collections import defaultdict
from dataclasses import dataclass

from press.paths import DOCS
from press.tables import asked
from press.tables.records import duplicates, load, text
from press.urls import link

FILE = DOCS / "references.yml"
PAGE = "references.md"
LISTED_ELSEWHERE = {"conventions.md"}  # its table links to the source of each row
EXTERNAL = re.compile(r"\[[^\]]*\]\((https?://[^)\s]+)\)")
KINDS = {
    "paper": "Papers and books",
    "manual": "Manuals, tutorials and code",
    "thread": "Questions, issues and pull requests",
}
NO_TAGS = text(r"^[^<]*[^<\s][^<]*$")
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["link", "kind", "authors", "title"],
    "properties": {
        "link": text(r'^https?://[^\s<>")]+$'),
        "kind": {"enum": [*KINDS]},
        "authors": NO_TAGS,
        "title": NO_TAGS,
        "year": {"type": "integer"},
    },
    "if": {"properties": {"kind": {"const": "paper"}}},
    "then": {"required": ["year"]},
}


@dataclass(frozen=True)
class Reference:
    """One source. A paper has a year."""

    link: str
    kind: str
    authors: str
    title: str
    year: int | str = ""


def references():
    """All sources, in the file's order. Raises ValueError, with all that is wrong, for a damaged file."""
    rows = load(FILE, SCHEMA)
    if twice := duplicates([row["link"] for row in rows]):
        raise ValueError(f"{FILE.name}: more than one entry of {', '.join(twice)}")
    return [Reference(**row) for row in rows]


def cited():
    """{address: pages} of every link that leaves the site."""
    found = defaultdict(list)
    for path in sorted(DOCS.rglob("*.md")):
        page = path.relative_to(DOCS).as_posix()
        if page not in LISTED_ELSEWHERE and not page.startswith("generated/"):
            content = path.read_text(encoding="utf-8", errors="replace")
            for address in EXTERNAL.findall(content):
                found[address].append(page)
    return found


def faults():
    """One line per source that is not listed here or in Asked elsewhere, and one per source that no page cites."""
    listed, links = {one.link for one in references()}, cited()
    asked_elsewhere = {row.link for row in asked.read()}
    for address in links.keys() - listed - asked_elsewhere:
        yield f"{links[address][0]}: {address} is not in {FILE.name}"
    for address in listed - links.keys():
        yield f"{FILE.name}: {address} is cited on no page"


def item(reference, places, titles):
    """One source as a Markdown list item, with the pages that cite it."""
    pages = {page.replace("cvae.md", "cvae.ipynb") for page in places}
    where = ", ".join(
        f"[{title}]({link(PAGE, page)})"
        for page, title in titles.items()
        if page in pages
    )
    year = f" ({reference.year})" if reference.year else ""
    name = f"{reference.authors}{year}".removesuffix(".")
    return f"- {name}. [{reference.title}]({reference.link}).<br>In: {where}"


def reference_list(titles):
    """All sources by kind, as Markdown; ``titles`` are the pages' ({path: title}), in the navigation's order."""
    places, lines = cited(), []
    for kind, heading in KINDS.items():
        of_kind = [one for one in references() if one.kind == kind]
        ordered = sorted(of_kind, key=lambda one: (one.authors.lower(), str(one.year)))
        items = (item(one, places[one.link], titles) for one in ordered)
        lines += [f"## {heading}", "", *items, ""]
    return "\n".join(lines)
