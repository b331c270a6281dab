"""The rows of evidence.md, one a claim: its sentence, which opens to what was measured and to the planted faults.

A badge on a page shows what its row holds: docs/assets/js/badge.js takes it from here.
"""

import html
import math

from press.claim_index import rejected, value
from press.code_links import of_check
from press.data_attributes import attributes, mark
from press.formatting import MINUS, between, shown
from press.urls import link


def expected_shown(expected):
    """A number, or words such as "at least -160"."""
    return (
        expected.replace("-", MINUS) if isinstance(expected, str) else shown(expected)
    )


def measured(part):
    """What was measured of one part of a planted fault, and its interval; its limits are the claim's."""
    text = mark("value", value(part), "b")
    if interval := between(part.get("low"), part.get("high")):
        text += f", between {mark('interval', interval.replace(' … ', ' and '))}"
    return text


def badge(claim):
    """Whether the claim holds, and every planted fault was rejected; or why there is no result."""
    if "fault" in claim:
        return ("✗ " if claim["holds"] is False else "") + html.escape(claim["fault"])
    return "✓" if claim["holds"] else "✗"


def once_in(share):
    """A share of runs as a reader pictures it.

    >>> once_in(1e-4), once_in(0.0034), once_in(0.0)
    ('1 in 10,000', '1 in 294', '1 in 1,000,000')
    """
    return f"1 in {math.floor(1 / max(share, 1e-6)):,}"


def cells(part):
    """The cells of one part, by the heads of their columns."""
    found = {"measured": mark("value", value(part), "td")}
    if interval := between(part.get("low"), part.get("high")):
        found["interval"] = mark("interval", interval.replace(" … ", " to "), "td")
    elif part.get("descriptive"):
        found["interval"] = "<td>descriptive</td>"
    if (expected := part.get("expected")) is not None:
        found["expected"] = mark("expected", expected_shown(expected), "td")
    if part["kind"] != "exact" and part.get("n"):
        found["n"] = mark("n", shown(part["n"]), "td")
    if resolves := part.get("resolves"):
        found["finds an error of"] = mark("resolves", shown(resolves), "td")
    return found


def rates(parts):
    """How often chance fools a whole check, at most: (false alarm, miss), or None where it plays no part.

    Any part may raise a false alarm, so their rates add up (Bonferroni). A false claim is false in one part at least,
    and passes no more often than that part does.
    """
    sampled = [part for part in parts if "false_pass" in part]
    if not sampled:
        return None
    alarm = min(1.0, sum(part["false_fail"] for part in sampled))
    return alarm, max(part["false_pass"] for part in sampled)


def luck(parts):
    """These rates in words, or nothing."""
    if not (found := rates(parts)):
        return ""
    alarm, miss = map(once_in, found)
    of_whole = "" if len(parts) == 1 else " of the whole check"
    text = f"false alarm{of_whole} at most {alarm} · miss at most {miss}"
    return f"<p>{mark('rates', text, 'small')}</p>"


RARE = 0.01  # false alarms of a check whose samples are many


def of_the_site(claims):
    """The same for all checks together, as a sentence."""
    found = [rates(claim["parts"].values()) for claim in claims.values()]
    alarms = [alarm for alarm, _ in filter(None, found)]
    often = [alarm for alarm in alarms if alarm > RARE]
    percent = shown(100 * (sum(alarms) - sum(often)), digits=2)
    return (
        f"Of {len(claims)} checks {len(alarms)} rest on chance and state rates. {len(often)} of them could each raise a false alarm"
        f" in more than {100 * RARE:g} % of all repetitions with other seeds, because they rest on few pairs: their rows say how often."
        f" The others together would in at most {percent} %."
    )


def parts(claim):
    """The parts of a measurement as a table, one a line; a single part needs no name."""
    if "fault" in claim:
        return f"<p>{html.escape(claim['fault'])}</p>"
    named = {name: cells(part) for name, part in claim["parts"].items()}
    heads = list(dict.fromkeys(head for found in named.values() for head in found))
    names = [head for head in ["", *heads] if head or len(named) > 1]
    lines = ""
    for name, found in named.items():
        title = f'<th scope="row">{html.escape(name)}</th>' if len(named) > 1 else ""
        columns = "".join(found.get(head, "<td></td>") for head in heads)
        lines += f"<tr>{title}{columns}</tr>"
    head = "".join(
        f'<th scope="col">{name}</th>' if name else "<td></td>" for name in names
    )
    table = f'<table class="parts"><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>'
    return f'<div class="wide">{table}</div>{luck(list(claim["parts"].values()))}'


def fault(name, control):
    """One planted fault, what the check said, and the first part that gave it away."""
    verdict = "rejected" if rejected(control) else "accepted"
    gave_away = [part for part, said in control["parts"].items() if not said["holds"]]
    text = f'<span class="fault">{html.escape(name)}</span>: {mark("verdict", verdict, "b")}'
    if gave_away:
        first, *others = gave_away
        more = f", and {mark('more', str(len(others)))} more" if others else ""
        told = measured(control["parts"][first])
        text += f"<br><small{attributes(part=first)}>{told}{more}</small>"
    return f"<li>{text}</li>"


def row(name, claim, page, check, made):
    """One claim. The part that opens has the claim's id: a link to what is folded opens it, also without script."""
    stated = f"[on its page]({link(page, claim['page'])}#claim-{name})"
    faults = "".join(fault(*control) for control in claim["controls"].items())
    sign = mark("badge", badge(claim), "b")
    commit = made["commit"][:10] if made["clean"] else ""
    run = attributes(claim=name, commit=commit or None, date=made["date"][:10])
    return (
        f'<details class="row"{run} markdown="block">'
        f'<summary markdown="span">{sign} {mark("statement", claim["statement"])}</summary>'
        f'<div id="{name}" markdown="block">{parts(claim)}'
        f"<p>Planted faults, on which the same check was run:</p><ul>{faults}</ul>"
        f'<p class="run" markdown="span">`pytest -k {name}` · {stated} · {check}</p></div></details>'
    )


def chooser(groups, titles):
    """Which claims to show. The script that makes it work also makes it visible."""
    options = "".join(
        f'<option value="{file}">{html.escape(titles.get(file, file))} ({len(claims)})</option>'
        for file, claims in groups.items()
    )
    total = sum(map(len, groups.values()))
    return (
        '<div class="evidence-filter" hidden>'
        '<label>Claims with <input type="search" autocomplete="off" placeholder="any word"></label> '
        f'<label>of <select autocomplete="off"><option value="">all pages ({total})</option>{options}</select></label> '
        "<output></output></div>"
    )


def table(ledger, page, titles, repository):
    """All claims below the titles of their pages, in the order of ``titles`` (page's file → title)."""
    groups = {file: {} for file in titles}
    for name, claim in sorted(ledger.claims.items()):
        groups.setdefault(claim["page"], {})[name] = claim
    groups = {file: claims for file, claims in groups.items() if claims}
    sections = ""
    for file, claims in groups.items():
        rows = "".join(
            row(
                name,
                claim,
                page,
                of_check(claim, page, repository, ledger.made(claim)),
                ledger.made(claim),
            )
            for name, claim in claims.items()
        )
        title = f"[{titles.get(file, file)}]({link(page, file)})"
        sections += (
            f'<section data-page="{file}" markdown="block">'
            f'<h3 data-search-exclude markdown="span">{title}</h3>{rows}</section>'
        )
    rates_of_all = of_the_site(ledger.claims)
    return (
        f"{rates_of_all}\n\n{chooser(groups, titles)}\n\n"
        f'<div class="evidence-rows" data-search-exclude markdown="block">{sections}</div>'
    )
