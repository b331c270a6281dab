"""Measures one published claim again, from a copy of the sources that needs no git, and compares the two results."""

import json

from evidence import claims
from evidence.files import ROOT
from evidence.provenance import made_with, provenance

PUBLISHED = ROOT / "evidence.json"


def in_words(part):
    """A measured number with its interval: "1.86 (1.26 to 4.17) nats". JSON has infinities as text."""
    words = f"{float(part['estimate']):.6g}"
    if "low" in part:
        words += f" ({float(part['low']):.6g} to {float(part['high']):.6g})"
    return f"{words} {part.get('unit', '')}".strip()


def agrees(then, now):
    """Whether a part is within the limits of its check again, and its interval, if any, overlaps the published one."""
    if "low" not in then:
        return now["holds"]
    overlap = float(then["low"]) <= float(now["high"])
    overlap &= float(now["low"]) <= float(then["high"])
    return now["holds"] and overlap


def repeat(name):
    """Measure a published claim again and print both results, a line for each part; return 0 if all agree.

    Raises FileNotFoundError if there is no evidence.json in this folder, ValueError if it has no such claim.
    """
    import pytest

    evidence = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    if name not in evidence["claims"]:
        raise ValueError(f"{PUBLISHED.name} has no claim {name!r}; expected an id")
    then = evidence["claims"][name]
    status = pytest.main(["-q", "--no-header", "--tb=line", then["test"]])
    now = claims.MEASURED.get(name, {"parts": {}})
    print(then["statement"])
    if not then["parts"] or not now["parts"]:
        print(f"not compared: {then.get('fault') or now.get('fault')}")
        return status or 1
    published = evidence["files"][then["test"].partition("::")[0]]["provenance"]
    for when, made in (("published", published), ("now", provenance())):
        print(f"{when}: {made['date']}, {made_with(made)}")
    for part, old in then["parts"].items():
        new = now["parts"][part]
        agree = agrees(old, new)
        status = status or not agree
        compared = (
            f"published {in_words(old)}, now {in_words(new)}, stated {old['expected']}"
        )
        print(f"{part or 'measured'}: {compared}: {'agrees' if agree else 'DIFFERS'}")
    return status
