"""The rows of evidence.md, one per claim: its sentence, which opens to what was measured and to the controls.

A badge on another page opens to the same row: docs/assets/js/evidence.js fetches it from here.
"""

import html
import math

from press.citation import about
from press.claim_index import rejected
from press.code_links import of_check
from press.data_attributes import attributes, mark
from press.formatting import MINUS, format_interval, format_number, format_part
from press.urls import link

OFTEN = 0.01  # a false-alarm rate above this is reported by itself
VACUOUS = 0.5  # and one from here on says nothing


def value(part):
    """The estimate of one part with its unit."""
    return html.escape(f"{format_part(part)} {part.get('unit', '')}".strip())


def interval(part, between):
    """The interval of one part, with a word between its ends; "" if it has none."""
    text = format_interval(part.get("low"), part.get("high"))
    return text and mark("interval", text.replace(" … ", between))


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
    if text := format_interval(part.get("low"), part.get("high")):
        found["interval"] = mark("interval", text.replace(" … ", " to "), "td")
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
    text = (
        f"false alarm{of_whole} at most {one_in(alarm)} · miss at most {one_in(miss)}"
    )
    if alarm >= VACUOUS:  # "at most 1 in 2" would say nothing
        text = f"too few pairs to bound the false alarms{of_whole} · miss at most {one_in(miss)}"
    return f"<p>{mark('rates', text, 'small')}</p>"


def rates_of_all(claims):
    """The false alarms of all checks together, as a sentence."""
    rates = [error_rates(claim["parts"].values()) for claim in claims.values()]
    alarms = [alarm for alarm, _ in filter(None, rates)]
    often = [alarm for alarm in alarms if alarm > OFTEN]
    percent = format_number(100 * (sum(alarms) - sum(often)), digits=2)
    return (
        f"Of {len(claims)} checks {len(alarms)} rest on chance and state rates. {len(often)} of them could each raise a false alarm"
        f" in more than {100 * OFTEN:g} % of all repetitions with other seeds, because they rest on few pairs. Their rows say how often, or that the pairs are too few to say."
        f" All others together would raise one in at most {percent} %."
    )


def parts_table(claim):
    """The parts of a claim as a table, one per line; a single part has no name."""
    if "fault" in claim:
        return f"<p>{html.escape(claim['fault'])}</p>"
    by_name = {name: cells(part) for name, part in claim["parts"].items()}
    columns = list(dict.fromkeys(head for found in by_name.values() for head in found))
    named = len(by_name) > 1
    lines = ""
    for name, found in by_name.items():
        title = f'<th scope="row">{html.escape(name)}</th>' if named else ""
        line = "".join(found.get(head, "<td></td>") for head in columns)
        lines += f"<tr>{title}{line}</tr>"
    corner = "<td></td>" if named else ""
    heads = "".join(f'<th scope="col">{head}</th>' for head in columns)
    head = f"<thead><tr>{corner}{heads}</tr></thead>"
    table = f'<table class="parts">{head}<tbody>{lines}</tbody></table>'
    return f'<div class="wide">{table}</div>{rates_line(claim["parts"].values())}'


def control_item(name, control):
    """One control, whether the check rejected it, and the first part that did."""
    verdict = "rejected" if rejected(control) else "accepted"
    text = f'<span class="fault">{html.escape(name)}</span>: {mark("verdict", verdict, "b")}'
    if failed := [part for part, said in control["parts"].items() if not said["holds"]]:
        first, *others = failed
        part = control["parts"][first]
        named = f"{html.escape(first)}: " if first else ""
        told = named + mark("value", value(part), "b")
        if ends := interval(part, " and "):
            told += f", between {ends}"
        if others:
            told += f", and {mark('more', str(len(others)))} more"
        text += f"<br><small{attributes(part=first)}>{told}</small>"
    return f"<li>{text}</li>"


def row(name, claim, page, repository, made):
    """One claim. The part that opens has the claim's id, so that a link opens it without a script too."""
    stated = f"[on its page]({link(page, claim['page'])}#claim-{name})"
    check = of_check(claim, page, repository, made)
    controls = "".join(control_item(*item) for item in claim["controls"].items())
    sign = mark("badge", badge(claim), "b")
    commit = made["commit"][:10] if made["clean"] else None
    run = attributes(claim=name, commit=commit, date=made["date"][:10])
    return (
        f'<details class="row"{run} markdown="block">'
        f'<summary markdown="span">{sign} {mark("statement", claim["statement"])}</summary>'
        f'<div id="{name}" markdown="block">{parts_table(claim)}'
        f"<p>Planted faults, on which the same check was run:</p><ul>{controls}</ul>"
        f'<p class="run" markdown="span">`pytest -k {name}` · {stated} · {check}</p></div></details>'
    )


def chooser(groups, titles):
    """The form that filters the rows; docs/assets/js/evidence.js makes it work and shows it."""
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


def table(index, page, titles, repository):
    """All claims of a ClaimIndex below the titles of their pages, in the order of ``titles`` ({page's path: title})."""
    groups = {file: {} for file in titles}
    for name, claim in sorted(index.claims.items()):
        groups.setdefault(claim["page"], {})[name] = claim
    groups = {file: claims for file, claims in groups.items() if claims}
    sections = ""
    for file, claims in groups.items():
        rows = "".join(
            row(name, claim, page, repository, index.made(claim))
            for name, claim in claims.items()
        )
        title = f"[{titles.get(file, file)}]({link(page, file)})"
        sections += (
            f'<section data-page="{file}" markdown="block">'
            f'<h3 data-search-exclude markdown="span">{title}</h3>{rows}</section>'
        )
    version = attributes(version=about()["version"])
    return (
        f"{rates_of_all(index.claims)}\n\n{chooser(groups, titles)}\n\n"
        f'<div class="evidence-rows" data-search-exclude{version} markdown="block">{sections}</div>'
    )
