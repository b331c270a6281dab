"""The table of evidence.md: one row a claim, as Markdown inside HTML, so that links and formulas are as anywhere."""

import html
import math

from press.code_links import of_check
from press.digits import MINUS, between, shown
from press.evidence import rejected, value
from press.links import link
from press.marks import attributes, mark

HEAD = "<thead><tr><th>Claim</th><th>Measured</th><th>Planted faults</th></tr></thead>"


def expected_shown(expected):
    """A number, or words such as "at least -160"."""
    return (
        expected.replace("-", MINUS) if isinstance(expected, str) else shown(expected)
    )


def measured(part):
    """What was measured of one part, its interval, and what was expected."""
    text = mark("value", value(part), "strong")
    if interval := between(part.get("low"), part.get("high")):
        text += f", between {mark('interval', interval.replace(' … ', ' and '))}"
    if (expected := part.get("expected")) is not None:
        text += f"; expected {mark('expected', expected_shown(expected))}"
    if part["kind"] != "exact" and part.get("n"):
        text += f"; n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{mark('n', shown(part['n']))}"
    return text


def line(text, **where):
    """A line of a cell, a little apart from the others: each may wrap."""
    return f'<span class="line"{attributes(**where)}>{text}</span>'


def once_in(share):
    """A share of runs as a reader pictures it.

    >>> once_in(1e-4), once_in(0.0034), once_in(0.0)
    ('1 in 10,000', '1 in 294', '1 in 1,000,000')
    """
    return f"1 in {math.floor(1 / max(share, 1e-6)):,}"


def found(part):
    """What was measured of one part and, where chance plays one, the smallest error that would show."""
    text = measured(part)
    if resolves := part.get("resolves"):
        text += f"; finds an error of {mark('resolves', shown(resolves))}"
    return text


def luck(parts):
    """How often chance fools the check, one line for each pair of rates among its parts."""
    rates = {
        (part["false_fail"], part["false_pass"])
        for part in parts
        if "false_pass" in part
    }
    return "".join(
        line(
            mark(
                "rates", f"false alarm {once_in(fail)} · miss {once_in(slip)}", "small"
            )
        )
        for fail, slip in sorted(rates)
    )


def parts(claim):
    """The parts of a measurement, one a line; a single part needs no name."""
    if "fault" in claim:
        return line(html.escape(claim["fault"]))
    named = claim["parts"]
    several = len(named) > 1
    lines = (
        line(f"{html.escape(name)}: " * several + found(part), part=name)
        for name, part in named.items()
    )
    return "".join(lines) + luck(named.values())


def fault(name, control):
    """One planted fault, what the check said, and the first part that gave it away."""
    verdict = "rejected" if rejected(control) else "accepted"
    gave_away = [part for part, said in control["parts"].items() if not said["holds"]]
    text = f"{html.escape(name)}: {mark('verdict', verdict, 'strong')}"
    if gave_away:
        first, *others = gave_away
        more = f", and {mark('more', str(len(others)))} more" if others else ""
        told = measured(control["parts"][first])
        text += f"<br><small{attributes(part=first)}>{told}{more}</small>"
    return line(text, control=name)


def row(name, claim, page, check):
    """One claim; the row's id is the claim's."""
    stated = f"[on its page]({link(page, claim['page'])}#claim-{name})"
    faults = "".join(fault(*control) for control in claim["controls"].items())
    about = f"<small>`{name}` · {stated} · {check}</small>"
    cells = (
        ("Claim", f"{mark('statement', claim['statement'])}<br>{about}"),
        ("Measured", parts(claim)),
        ("Planted faults", faults),
    )
    columns = "".join(
        f'<td data-label="{label}" markdown="span">{text}</td>' for label, text in cells
    )
    return f'<tr id="{name}"{attributes(claim=name)} markdown="block">{columns}</tr>'


def chooser(groups, titles):
    """Which page's claims to show. The script that makes it work also makes it visible."""
    options = "".join(
        f'<option value="{file}">{html.escape(titles.get(file, file))} ({len(claims)})</option>'
        for file, claims in groups.items()
    )
    total = sum(map(len, groups.values()))
    return (
        '<div class="evidence-filter" hidden><label>Claims of <select autocomplete="off">'
        f'<option value="">all pages ({total})</option>{options}</select></label> '
        "<output></output></div>"
    )


def table(ledger, page, titles, repository):
    """All claims below the titles of their pages, in the order of ``titles`` (page's file → title)."""
    groups = {file: {} for file in titles}
    for name, claim in sorted(ledger.claims.items()):
        groups.setdefault(claim["page"], {})[name] = claim
    groups = {file: claims for file, claims in groups.items() if claims}
    bodies = ""
    for file, claims in groups.items():
        title = f"[{titles.get(file, file)}]({link(page, file)})"
        rows = "".join(
            row(
                name, claim, page, of_check(claim, page, repository, ledger.made(claim))
            )
            for name, claim in claims.items()
        )
        bodies += (
            f'<tbody data-page="{file}" markdown="block"><tr markdown="block">'
            f'<th colspan="3" scope="rowgroup" markdown="span">{title}</th></tr>{rows}</tbody>'
        )
    return f'{chooser(groups, titles)}\n\n<table class="evidence" markdown="block">{HEAD}{bodies}</table>'
