"""What press/templates/evidence.html prints in the rows of evidence.md, one per claim.

A badge on another page opens to the same row: docs/assets/js/evidence.js fetches it from here.
"""

import html
import math

from press.data_attributes import mark
from press.formatting import MINUS, format_interval, format_number, format_part

OFTEN = 0.01  # a false-alarm rate above this is reported by itself
VACUOUS = 0.5  # and one from here on says nothing


def value(part):
    """The estimate of one part with its unit."""
    return html.escape(f"{format_part(part)} {part.get('unit', '')}".strip())


def ends(part):
    """The interval of one part; "" if it has none."""
    return format_interval(part.get("low"), part.get("high"))


def expected(part):
    """The limit of one part: a number, or words such as "at least −160"."""
    limit = part["expected"]
    if isinstance(limit, str):
        return html.escape(limit.replace("-", MINUS))
    return format_number(limit)


def badge(claim):
    """✓ or ✗; or why there is no result."""
    if "fault" in claim:
        return ("✗ " if claim["holds"] is False else "") + html.escape(claim["fault"])
    return "✓" if claim["holds"] else "✗"


def cells(part):
    """{head of a column: cell} of one part."""
    found = {"measured": mark("value", value(part), "td")}
    if text := ends(part):
        found["interval"] = mark("interval", text, "td")
    elif part.get("descriptive"):
        found["interval"] = "<td>descriptive</td>"
    if "expected" in part:
        found["expected"] = mark("expected", expected(part), "td")
    if part["kind"] != "exact" and part.get("n"):
        found["n"] = mark("n", format_number(part["n"]), "td")
    if resolves := part.get("resolves"):
        found["finds an error of"] = mark("resolves", format_number(resolves), "td")
    return found


def error_rates(parts):
    """Upper bounds of a whole check's rates: (false alarm, miss); None if no part depends on chance.

    Any part may raise a false alarm, so their rates add up (Bonferroni). If a claim is false, at least one of its
    parts is, and the check passes no more often than that part does.
    """
    sampled = [part for part in parts if "false_pass" in part]
    if not sampled:
        return None
    alarm = min(1.0, sum(part["false_fail"] for part in sampled))
    return alarm, max(part["false_pass"] for part in sampled)


def one_in(share):
    """A share of runs as a ratio.

    >>> one_in(1e-4), one_in(0.0034), one_in(0.0)
    ('1 in 10,000', '1 in 294', '1 in 1,000,000')
    """
    return f"1 in {math.floor(1 / max(share, 1e-6)):,}"


def rates_line(parts):
    """The error rates in words; "" if there are none."""
    if not (rates := error_rates(parts)):
        return ""
    alarm, miss = rates
    of_whole = "" if len(parts) == 1 else " of the whole check"
    alarms = f"false alarm{of_whole} at most {one_in(alarm)}"
    if alarm >= VACUOUS:  # "at most 1 in 2" would say nothing
        alarms = f"too few pairs to bound the false alarms{of_whole}"
    text = f"{alarms} · miss at most {one_in(miss)}"
    return f"<p>{mark('rates', text, 'small')}</p>"


def rates_of_all(claims):
    """How many checks are statistical, how many raise a false alarm often, and the percentage that all others together raise."""
    rates = [error_rates(claim["parts"].values()) for claim in claims.values()]
    alarms = [alarm for alarm, _ in filter(None, rates)]
    often = [alarm for alarm in alarms if alarm > OFTEN]
    percent = format_number(100 * (sum(alarms) - sum(often)), digits=2)
    return len(alarms), len(often), percent


def columns(claim):
    """The heads that any of the claim's parts has a cell for."""
    heads = (head for part in claim["parts"].values() for head in cells(part))
    return list(dict.fromkeys(heads))
