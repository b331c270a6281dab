"""What a built page shows of the evidence, read back from its HTML and compared with it.

The press marks what it prints with `data-shows` (press/data_attributes.py).
"""

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import Tag

from press import evidence_table
from press.formatting import format_interval, format_number, format_part
from press.macros import JINJA, Macros
from tests.site.site import address
from tests.site.typed_numbers import typed_in_alt

SHOWS = {"claim": "statement", "number": "estimate", "interval": "interval"}


@dataclass(frozen=True)
class Mark:
    """One injected text: what it shows of which claim, control and part, and its element."""

    shows: str
    claim: str | None
    control: str | None
    part: str | None
    element: Tag

    def __str__(self):
        where = ", ".join(filter(None, (self.claim, self.control, self.part)))
        return f"{self.shows} of {where}, {self.element.get_text()!r}"


def marks(tree):
    """Every mark of a page's claims, in its order."""
    for element in tree.find_all(attrs={"data-shows": True}):
        around = (element, *element.parents)

        def attribute(name, around=around):
            return next((each[name] for each in around if each.has_attr(name)), None)

        item = element.find_parent("li")
        control = item and item.find(class_="fault")
        head = element.parent.th if element.name == "td" else None
        part = head.get_text() if head else attribute("data-part")
        if attribute("data-claim"):
            yield Mark(
                element["data-shows"],
                attribute("data-claim"),
                control and control.get_text(),
                part,
                element,
            )


def interval(part):
    return format_interval(part.get("low"), part.get("high"))


PARTS = {  # what a mark shows of a part: its text
    "estimate": format_part,
    "value": evidence_table.value,
    "expected": evidence_table.expected,
    "interval": interval,
    "n": lambda part: format_number(part["n"]),
    "resolves": lambda part: format_number(part["resolves"]),
}
WHOLE = {  # the same of a claim or a control
    "badge": evidence_table.badge,
    "rates": lambda claim: evidence_table.rates_line(claim["parts"].values()),
    "verdict": lambda control: "accepted" if control["holds"] else "rejected",
    "more": lambda control: str(
        sum(not part["holds"] for part in control["parts"].values()) - 1
    ),
}


def plain(text):
    return html.unescape(re.sub("<[^>]+>", "", text))


def words(text):
    """A sentence without its formulas, code, links' targets and emphasis."""
    text = re.sub(r"\$[^$]*\$|`[^`]*`|\]\([^)]*\)", " ", text)
    return re.findall(r"[^\W_]+", text)


def wanted(mark, claims):
    """The text that a mark must have, according to the evidence."""
    claim = claims[mark.claim]
    found = claim["controls"][mark.control] if mark.control else claim
    if mark.shows in WHOLE:
        return plain(WHOLE[mark.shows](found))
    name = mark.part
    if name is None and len(found["parts"]) == 1:
        (name,) = found["parts"]
    return plain(PARTS[mark.shows](found["parts"][name]))


def shown(mark):
    text = mark.element.get_text()
    if mark.shows == "interval":
        text = text.replace(" and ", " to ")
    return text


def is_unread(element):
    return element.name == "code" or "arithmatex" in element.get("class", ())


def sentence(mark):
    unread = mark.element.find_all(is_unread)
    skipped = {id(text) for each in unread for text in each.find_all(string=True)}
    texts = mark.element.find_all(string=True)
    return words("".join(" " if id(text) in skipped else text for text in texts))


def faults(tree, page, claims):
    """Marks of a page whose text is not what the evidence says or whose link leads elsewhere, one line each."""
    for mark in marks(tree):
        if mark.shows == "statement":
            if sentence(mark) != words(claims[mark.claim]["statement"]):
                yield f"{mark}: not the claim's sentence"
        elif shown(mark) != (want := wanted(mark, claims)):
            yield f"{mark}: expected {want!r}"
        target = mark.element.get("href")
        row = f"/evidence/#{mark.claim}"
        if target and urljoin(address(page), target) != row:
            yield f"{mark}: leads to {target}, not to its row"


def asked(source, claims):
    """[(what it shows, claim, part)] of the macros in a page's source whose claims have a result."""
    found = []

    def recorder(shows):
        def record(claim, part=None):
            parts = claims.get(claim, {"parts": {}})["parts"]
            if shows == "statement" and claim in claims:
                found.append((shows, claim, None))
            elif shows != "statement" and parts:
                found.append((shows, claim, part or next(iter(parts))))
            return ""

        return record

    macros = {name: lambda *_, **__: "" for name in dir(Macros)}
    macros |= {macro: recorder(shows) for macro, shows in SHOWS.items()}
    JINJA.from_string(source).render(macros)
    return found


def printed(tree):
    """The same of the marks that a page has, outside of the evidence's rows and badges."""
    for mark in marks(tree):
        row = mark.element.find_parent("details", attrs={"data-claim": True})
        if not row and mark.shows in SHOWS.values():
            part = None if mark.shows == "statement" else mark.part
            yield mark.shows, mark.claim, part


def alt_faults(tree, drawn):
    """What is wrong with the alternative texts of a page's figures; ``drawn`` is the press's manifest."""
    for figure in tree.find_all(attrs={"data-shows": "figure"}):
        name = figure["id"].removeprefix("figure-")
        alt = drawn[name]["alt"]
        yield from (f"alt of {name}: {fault}" for fault in typed_in_alt(alt))
        images = figure.select("img")
        if not images or any(image["alt"] != alt for image in images):
            yield f"alt of {name}: not as drawn"


def missing_in_rows(tree, claims):
    """What the rows of the evidence page leave out: each part, interval, rate and control has its place."""
    there = {}
    for mark in marks(tree):
        what = (mark.shows, mark.control, mark.part if mark.shows in PARTS else None)
        there.setdefault(mark.claim, set()).add(what)
    for name, claim in claims.items():
        single = len(claim["parts"]) == 1
        needed = {("statement", None, None), ("badge", None, None)}
        needed |= {("verdict", control, None) for control in claim["controls"]}
        for title, part in claim["parts"].items():
            has = {
                "value": True,
                "interval": interval(part),
                "expected": "expected" in part,
                "resolves": part.get("resolves"),
                "n": part.get("n") and part["kind"] != "exact",
            }
            place = None if single else title
            needed |= {(what, None, place) for what, there in has.items() if there}
        for one in sorted(needed - there.get(name, set()), key=str):
            yield f"row of {name} lacks {one}"
