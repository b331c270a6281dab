"""The sources that the site cites: docs/references.yml holds each once, the pages link to it, references.md lists them."""

import re
from collections import defaultdict
from dataclasses import MISSING, dataclass, fields

import yaml

from press.paths import DOCS
from press.urls import link

FILE = DOCS / "references.yml"
PAGE = "references.md"
LISTED_ELSEWHERE = {"conventions.md"}  # its table names the source of each row
EXTERNAL = re.compile(r"\[([^\]]*)\]\((https?://[^)\s]+)\)")
KINDS = {
    "paper": "Papers and books",
    "manual": "Manuals, tutorials and code",
    "thread": "Questions, issues and pull requests",
}


@dataclass(frozen=True)
class Reference:
    """One source. A paper has a year, and `cite`, which is how every page names it: "Amari (1998)"."""

    link: str
    kind: str
    authors: str
    title: str
    year: str = ""
    cite: str = ""

    def __post_init__(self):
        if self.kind not in KINDS:
            known = ", ".join(KINDS)
            raise ValueError(
                f"{self.link}: kind is {self.kind!r}; expected one of {known}"
            )
        if self.kind == "paper" and not (self.year and self.cite):
            raise ValueError(f"{self.link}: a paper needs year and cite")


def entry(one, number):
    """One entry of the file as a source. Raises ValueError that says which entry it is, and what is wrong with it."""
    if not isinstance(one, dict):
        raise ValueError(f"entry {number} is {one!r}; expected keys and values")
    where = f"entry {number} ({one.get('link', 'without a link')})"
    known = {field.name: field.default is MISSING for field in fields(Reference)}
    if unknown := one.keys() - known.keys():
        raise ValueError(f"{where}: {min(map(str, unknown))!r} is no known key")
    for name, needed in known.items():
        if needed and name not in one:
            raise ValueError(f"{where}: {name} is missing")
        value = one.get(name, "-")
        if (
            not isinstance(value, str | int)
            or not str(value).strip()
            or "<" in str(value)
        ):
            raise ValueError(
                f"{where}: {name} is {value!r}; expected text without tags"
            )
    return Reference(**{name: str(value) for name, value in one.items()})


def references():
    """All sources, in the file's order. Raises ValueError where one is incomplete or stands twice."""
    try:
        listed = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    except yaml.YAMLError as fault:
        raise ValueError(
            f"{FILE.name} is not YAML: {' '.join(str(fault).split())}"
        ) from None
    if not isinstance(listed, list):
        raise ValueError(f"{FILE.name}: expected a list of entries")
    try:
        found = [entry(one, number) for number, one in enumerate(listed, 1)]
    except ValueError as fault:
        raise ValueError(f"{FILE.name}: {fault}") from None
    links = [reference.link for reference in found]
    if twice := {one for one in links if links.count(one) > 1}:
        raise ValueError(f"{FILE.name}: {', '.join(sorted(twice))} stands twice")
    return found


def cited():
    """{address: [(page, text of the link), …]} of every link that leaves the site."""
    found = defaultdict(list)
    for path in sorted(DOCS.rglob("*.md")):
        page = path.relative_to(DOCS).as_posix()
        if page not in LISTED_ELSEWHERE and not page.startswith("generated/"):
            for text, address in EXTERNAL.findall(path.read_text(encoding="utf-8")):
                found[address].append((page, text))
    return found


def faults():
    """One line for each source that is not listed, not cited, or a paper that is cited in another form."""
    listed, links = {one.link: one for one in references()}, cited()
    for address, places in links.items():
        for page, text in places:
            reference = listed.get(address)
            if not reference:
                yield f"{page}: {address} is not in {FILE.name}"
            elif reference.kind == "paper" and text != reference.cite:
                yield f"{page}: {text!r} is cited as {reference.cite!r}"
    for address in listed.keys() - links.keys():
        yield f"{FILE.name}: {address} is cited on no page"


def item(reference, places, titles):
    """One source as a Markdown list item, with the pages that cite it."""
    pages = {page.replace("cvae.md", "cvae.ipynb") for page, _ in places}
    where = ", ".join(
        f"[{title}]({link(PAGE, page)})"
        for page, title in titles.items()
        if page in pages
    )
    year = f" ({reference.year})" if reference.year else ""
    name = f"{reference.authors}{year}".removesuffix(".")
    return f"- {name}. [{reference.title}]({reference.link}).<br>In: {where}"


def reference_list(titles):
    """All sources by kind, as Markdown; `titles` are the pages' in the order of the navigation: {page: title}."""
    places, lines = cited(), []
    for kind, heading in KINDS.items():
        of_kind = [one for one in references() if one.kind == kind]
        ordered = sorted(of_kind, key=lambda one: (one.authors.lower(), one.year))
        items = (item(one, places[one.link], titles) for one in ordered)
        lines += [f"## {heading}", "", *items, ""]
    return "\n".join(lines)
