"""The table of evidence.md: one row a claim, as Markdown inside HTML, so that links and formulas are as anywhere."""

import html

from press.digits import MINUS, between, shown
from press.evidence import rejected, value
from press.links import link

HEAD = "<thead><tr><th>Claim</th><th>Measured</th><th>Planted faults</th></tr></thead>"


def expected_shown(expected):
    """A number, or words such as "at least -160"."""
    return (
        expected.replace("-", MINUS) if isinstance(expected, str) else shown(expected)
    )


def measured(part):
    """What was measured of one part, its interval, and what was expected."""
    text = f"<strong>{value(part)}</strong>"
    if interval := between(part.get("low"), part.get("high")):
        text += f", between {interval.replace(' … ', ' and ')}"
    if (expected := part.get("expected")) is not None:
        text += f"; expected {expected_shown(expected)}"
    if part["kind"] != "exact" and part.get("n"):
        text += f"; n = {shown(part['n'])}"
    return text


def parts(measurement):
    """The parts of a measurement, one a line; a single part needs no name."""
    named = measurement.get("parts", {})
    if len(named) == 1:
        return measured(*named.values())
    return "<br>".join(
        f"{html.escape(name)}: {measured(part)}" for name, part in named.items()
    )


def fault(name, control):
    """One planted fault, what the check said, and the first part that gave it away."""
    verdict = "rejected" if rejected(control) else "accepted"
    gave_away = [part for part in control["parts"].values() if not part["holds"]]
    text = f"{html.escape(name)}: <strong>{verdict}</strong>"
    if gave_away:
        more = f", and {len(gave_away) - 1} more" if len(gave_away) > 1 else ""
        text += f"<br><small>{measured(gave_away[0])}{more}</small>"
    return text


def row(name, claim, page):
    """One claim; the row's id is the claim's."""
    stated = f"[on its page]({link(page, claim['page'])}#claim-{name})"
    test = f" · `{claim['test']}`" if claim.get("test") else ""
    faults = "<br>".join(fault(*control) for control in claim["controls"].items())
    cells = (
        ("Claim", f"{claim['statement']}<br><small>`{name}` · {stated}{test}</small>"),
        ("Measured", parts(claim)),
        ("Planted faults", faults),
    )
    columns = "".join(
        f'<td data-label="{label}" markdown="span">{text}</td>' for label, text in cells
    )
    return f'<tr id="{name}" markdown="block">{columns}</tr>'


def table(claims, page):
    """All claims, in the order of their pages."""
    ordered = sorted(claims.items(), key=lambda item: (item[1]["page"], item[0]))
    rows = "".join(row(name, claim, page) for name, claim in ordered)
    return f'<table class="evidence" markdown="block">{HEAD}<tbody markdown="block">{rows}</tbody></table>'
