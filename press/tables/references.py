"""The sources that the site cites: docs/references.yml lists each once, pages link to it, references.md prints the list."""

import re
from collections import defaultdict

from press.paths import DOCS, link
from press.tables import asked
from press.tables.records import load, schema, sections, text

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
SCHEMA = schema(
    ["link", "kind", "authors", "title"],
    {
        "link": text(r'^https?://[^\s<>")]+$'),
        "kind": {"enum": [*KINDS]},
        "authors": NO_TAGS,
        "title": NO_TAGS,
        "year": {"type": "integer"},
    },
    **{
        "if": {"properties": {"kind": {"const": "paper"}}},
        "then": {"required": ["year"]},
    },
)


def references():
    return load(FILE, SCHEMA, unique="link")


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


def reference_list(titles):
    """All sources by kind, as Markdown; ``titles`` are the pages' ({path: title}), in the navigation's order."""
    places = cited()

    def item(reference):
        pages = {
            page.replace("cvae.md", "cvae.ipynb") for page in places[reference.link]
        }
        where = ", ".join(
            f"[{title}]({link(PAGE, page)})"
            for page, title in titles.items()
            if page in pages
        )
        year = f" ({reference.year})" if reference.year else ""
        name = f"{reference.authors}{year}".removesuffix(".")
        return f"- {name}. [{reference.title}]({reference.link}).<br>In: {where}"

    ordered = sorted(references(), key=lambda one: (one.authors.lower(), str(one.year)))
    return sections(ordered, "kind", KINDS, item)
