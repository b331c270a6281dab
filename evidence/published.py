"""Measures one published claim again, from a copy of the sources that needs no git, and prints both results."""

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


def repeat(name):
    """Measure a published claim again and print both results, a line for each part; return 0 if its check holds again.

    Raises FileNotFoundError if there is no evidence.json in this folder, ValueError if it has no such claim.
    """
    import pytest

    evidence = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    if name not in evidence["claims"]:
        raise ValueError(f"{PUBLISHED.name} has no claim {name!r}; expected an id")
    then = evidence["claims"][name]
    status = pytest.main(["-q", "--no-header", "--tb=line", then["test"]])
    now = claims.MEASURED.get(name, {"parts": {}})["parts"]
    file = then["test"].partition("::")[0]
    print(then["statement"])
    for when, made in (
        ("published", evidence["files"][file]["provenance"]),
        ("now", provenance()),
    ):
        print(f"{when}: {made['date']}, {made_with(made)}")
    for part, old in then["parts"].items():
        new = in_words(now[part]) if part in now else "not measured"
        compared = f"published {in_words(old)}, now {new}, stated {old['expected']}"
        print(f"{part or 'measured'}: {compared}")
    return status or not now
