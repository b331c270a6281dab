"""What a built site shows of the evidence, read back from its HTML and compared: the last hop of every number.

press marks what it prints with `data-shows` (press/data_attributes.py); tests/site/shown_numbers.py reads numbers back.
"""

import json
import re
from dataclasses import dataclass
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag

from press.data_attributes import unmarked
from tests.site.lint import lines_of
from tests.site.shown_numbers import PARTS, half_width
from tests.site.site import address, read
from tests.site.typed_numbers import STRING, typed_in_alt

CALL = re.compile(
    rf"\b(claim|number|interval|constant|figure|widget)\(\s*({STRING})(?:\s*,\s*({STRING}))?"
)
MACROS = {  # what marks each leaves, by name
    "claim": "statement",
    "number": "estimate",
    "interval": "interval",
    "constant": "constant",
    "figure": "figure",
}
BLOCKS = ("p", "li", "td", "th", "figcaption", "dd")


@dataclass(frozen=True)
class Mark:
    """One injected text: what it shows, of which claim (and planted fault) and part, and its element."""

    shows: str
    claim: str | None
    control: str | None
    part: str | None
    element: Tag

    @property
    def text(self):
        return self.element.get_text()

    def __str__(self):
        where = ", ".join(filter(None, (self.claim, self.control, self.part)))
        return f"{self.shows} of {where or 'a page'}, {self.text!r}"


def marks(tree):
    """Every mark of a page, in its order."""

    def named(element, name):
        around = (element, *element.parents)
        return next((one[name] for one in around if one.has_attr(name)), None)

    def part(element):
        """In a table of the evidence page the row's head names it; a single part's name is left out."""
        if element.name != "td":
            return named(element, "data-part")
        head = element.parent.th
        return head and head.get_text()

    def control(element):
        item = element.find_parent("li")
        fault = item and item.select_one(".fault")
        return fault and fault.get_text()

    return [
        Mark(
            element["data-shows"],
            named(element, "data-claim"),
            control(element),
            part(element),
            element,
        )
        for element in tree.select("[data-shows]")
    ]


def share(text):
    """How many runs an event is one of: "1 in 10,000"."""
    return int(text.removeprefix("1 in ").replace(",", ""))


RATES = re.compile(
    r"false alarm( of the whole check)? at most (1 in [\d,]+) · miss at most (1 in [\d,]+)"
)


def rates(text, claim):
    """The alarms of all parts together, and the likeliest miss of one."""
    said = RATES.fullmatch(text)
    if not said:
        return "expected a rate of false alarms and one of misses"
    parts = [part for part in claim["parts"].values() if "false_pass" in part]
    if bool(said[1]) != (len(claim["parts"]) > 1):
        return "it says whole check of a part, or a part of a whole check"
    alarm = min(1.0, sum(part["false_fail"] for part in parts))
    miss = max(part["false_pass"] for part in parts)
    stated = tuple(int(1 / max(rate, 1e-6)) for rate in (alarm, miss))
    return None if (share(said[2]), share(said[3])) == stated else f"expected {stated}"


def badge(text, claim):
    """Whether the claim holds; or why there is no result."""
    if "fault" in claim:
        return None if text.removeprefix("✗ ") == claim["fault"] else "another reason"
    want = "✓" if claim["holds"] else "✗"
    return None if text == want else f"expected {want}"


def words(text):
    """A sentence without its formulas, code, links' targets and emphasis."""
    text = re.sub(r"\$[^$]*\$|`[^`]*`|\]\([^)]*\)", " ", text)
    return re.findall(r"[^\W_]+", text)


def statement(element, claim):
    """The sentence, word for word."""
    copy = BeautifulSoup(str(element), "html.parser")
    for formula in copy.select(".arithmatex, code"):
        formula.replace_with(" ")
    want = words(claim["statement"])
    return None if words(copy.get_text()) == want else f"expected {want}"


def verdict(text, control):
    return None if (text == "rejected") == (not control["holds"]) else "other verdict"


def more(text, control):
    """How many parts beside the first one gave a fault away."""
    others = sum(not part["holds"] for part in control["parts"].values()) - 1
    return None if text == str(others) else f"expected {others}"


def wrong(mark, claims):
    """What is wrong with one mark, or None."""
    if mark.shows in ("constant", "figure"):
        return None
    try:
        return compared(mark, claims)
    except (KeyError, ValueError) as error:  # of no claim, or no number
        return f"cannot be compared: {error!r}"


def compared(mark, claims):
    claim = claims[mark.claim]
    found = claim["controls"][mark.control] if mark.control is not None else claim
    if mark.shows == "statement":
        return statement(mark.element, claim)
    whole = {"badge": badge, "rates": rates, "verdict": verdict, "more": more}
    if mark.shows in whole:
        return whole[mark.shows](mark.text, found)
    return PARTS[mark.shows](mark.text, found["parts"][part_of(mark, found)])


def part_of(mark, found):
    """The name of the part that it shows, of what was found; it may leave out the name of a single one."""
    if mark.part is None and len(found["parts"]) == 1:
        return next(iter(found["parts"]))
    return mark.part


def unit_after(mark, claims):
    """What is wrong with the unit that a page types after a number; None where none follows."""
    units = {
        part.get("unit", "")
        for claim in claims.values()
        for part in claim["parts"].values()
    }
    unit = claims[mark.claim]["parts"][mark.part].get("unit", "")
    block = mark.element.find_parent(BLOCKS)
    after = next(
        (
            text
            for text in mark.element.next_elements
            if isinstance(text, str) and mark.element not in text.parents
        ),
        "",
    )
    if block not in getattr(after, "parents", ()):
        return None
    follows = after.strip("\N{NO-BREAK SPACE} ")
    typed = [
        one
        for one in units - {""}
        if re.match(rf"{re.escape(one.removesuffix('s'))}s?(?!\w)", follows)
    ]
    if typed and unit.removesuffix("s") != max(typed, key=len).removesuffix("s"):
        return f"{max(typed, key=len)!r} follows, and it is measured in {unit!r}"
    return None


def leads(mark, page):
    """What is wrong with the link of a number or badge."""
    if urljoin(address(page), mark.element["href"]) != f"/evidence/#{mark.claim}":
        return "does not lead to its row"
    if mark.element.find_parent(["a", "h1", "h2", "h3", "h4", "h5", "h6"]):
        return "is a link inside of a heading or link"
    return None


def called(text):
    """What each pair of braces of a page's source asks for, in its order: [(macro, first argument, second or None), …]."""
    prose = "\n".join(line for line, language in lines_of(text) if language is None)
    for braces in re.findall(r"\{\{.*?\}\}", prose, re.DOTALL):
        calls = [
            (macro, *(json.loads(one) if one else None for one in arguments))
            for macro, *arguments in CALL.findall(braces)
        ]
        # A widget stands around its figure, which it names second.
        yield [
            ("figure", second, None) if macro == "widget" else (macro, first, second)
            for macro, first, second in calls
        ]


def asked(text, claims, drawn):
    """The marks that a page must have, in its order: (what it shows, its claim or text, its part).

    A figure that is not ``drawn`` has no caption either: its claims have no result, and the page says so.
    """
    for calls in called(text):
        if any(macro == "figure" and name not in drawn for macro, name, _ in calls):
            continue
        for macro, first, second in calls:
            if macro in ("number", "interval"):
                parts = claims.get(first, {"parts": {}})["parts"]
                if not parts:  # it was not measured, and the page says so
                    continue
                second = next(iter(parts)) if second is None else second
            else:
                second = None
            if macro == "claim" and first not in claims:
                continue
            yield MACROS[macro], first, second


def in_row(mark):
    """Whether it stands in a row of the evidence page."""
    return mark.element.find_parent("details", attrs={"data-claim": True})


def printed(found):
    """The same, of the marks that it has; rows of the evidence and badges are no macros of their own."""
    for mark in found:
        if in_row(mark):
            continue
        if mark.shows == "constant":
            yield "constant", mark.text, None
        elif mark.shows == "figure":
            yield "figure", mark.element["id"].removeprefix("figure-"), None
        elif mark.shows != "badge":
            yield mark.shows, mark.claim, mark.part


def claims_of(site):
    """The evidence that a site publishes."""
    return json.loads((site / "evidence.json").read_text(encoding="utf-8"))["claims"]


def page_faults(root, site, page, claims):
    """All that a page shows otherwise than its source asks and the evidence says, one line each."""
    tree = read(site, page)
    found = marks(tree)
    for mark in found:
        faults = [wrong(mark, claims)]
        if mark.element.name == "a":
            faults.append(leads(mark, page))
            if mark.shows == "estimate" and not any(faults):
                faults.append(unit_after(mark, claims))
        yield from (f"{mark}: {fault}" for fault in faults if fault)
    source = (root / "docs" / page).read_text(encoding="utf-8")
    drawn = drawn_in(root)
    wanted = list(asked(source, claims, drawn))
    have = list(printed(found))
    if wanted != have:
        differs = [pair for pair in zip(wanted, have, strict=False) if len({*pair}) > 1]
        lengths = f"{len(wanted)} texts asked for, {len(have)} shown"
        yield f"{page}: {lengths}; first difference: {differs[:1]}"
    for name, claim in claims.items():
        if claim["page"] == page and not tree.find(id=f"claim-{name}"):
            yield f"{page}: has no badge of {name}"
    yield from alt_faults(tree, claims, drawn)


def drawn_in(root):
    """What the press says of each figure that it drew, by name."""
    manifest = root / "docs/generated/figures/figures.json"
    figures = json.loads(manifest.read_text(encoding="utf-8"))["figures"]
    return {name: figure for name, figure in figures.items() if "absent" not in figure}


def alt_faults(tree, claims, drawn):
    """What is wrong with the alternative texts of a page's figures."""
    for figure in tree.select('[data-shows="figure"]'):
        name = figure["id"].removeprefix("figure-")
        alt = drawn[name]["alt"]
        for mark in marks(BeautifulSoup(alt, "html.parser")):
            if fault := wrong(mark, claims):
                yield f"alt of {name}: {mark}: {fault}"
        yield from (f"alt of {name}: {fault}" for fault in typed_in_alt(alt))
        images = figure.select("img")
        if not images or any(image["alt"] != unmarked(alt) for image in images):
            yield f"alt of {name}: is not as drawn"


def row_faults(site, claims):
    """What the rows of the evidence page leave out: each part, interval, rate and planted fault has its place."""
    shown = {}
    for mark in marks(read(site, "evidence.md")):
        if in_row(mark):
            shown.setdefault(mark.claim, []).append(mark)
    for name, claim in claims.items():
        have = {
            (
                mark.shows,
                mark.control,
                part_of(mark, claim) if mark.shows in PARTS else None,
            )
            for mark in shown.get(name, ())
        }
        missing = {*row_needs(claim)} - have
        yield from (f"row of {name} lacks {one}" for one in sorted(map(str, missing)))


def row_needs(claim):
    """(what must be shown, of which planted fault, of which part) in the row of a claim."""
    yield "statement", None, None
    yield "badge", None, None
    for name, part in claim["parts"].items():
        yield "value", None, name
        needs = {"interval": half_width(part), "expected": "expected" in part}
        needs |= {"resolves": "resolves" in part}
        needs |= {"n": "n" in part and part["kind"] != "exact"}
        yield from ((what, None, name) for what, needed in needs.items() if needed)
    if any("false_pass" in part for part in claim["parts"].values()):
        yield "rates", None, None
    for name in claim["controls"]:
        yield "verdict", name, None
