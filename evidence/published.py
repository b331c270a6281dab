"""Measures one published claim again, from a copy of the sources that needs no git, and compares the two results."""

from evidence import claims
from evidence.files import ROOT, read_json
from evidence.fingerprint import claim_inputs, usable_by
from evidence.provenance import provenance

PUBLISHED = ROOT / "evidence.json"


def made_in_words(made, data):
    versions = [f"{name} {version}" for name, version in made["versions"].items()]
    words = made["date"], f"Python {made['python']}", *versions, made["device"], data
    return ", ".join(filter(None, words))


def in_words(part):
    """A measured number with its interval: "1.86 (1.26 to 4.17) nats". JSON has infinities as text."""
    words = [f"{float(part['estimate']):.6g}"]
    if "low" in part:
        words.append(f"({float(part['low']):.6g} to {float(part['high']):.6g})")
    return " ".join([*words, part.get("unit", "")]).strip()


def agrees(then, now):
    """Whether a part is within the limits of its check again, and its interval, if any, overlaps the published one."""
    if "low" not in then:
        return now["holds"]
    low, high = float(now["low"]), float(now["high"])
    overlaps = low <= float(then["high"]) and float(then["low"]) <= high
    return now["holds"] and overlaps


def compare(then, now):
    """Print a line for each part of a claim; return whether all agree."""
    all_agree = True
    for name, part in then["parts"].items():
        again = now["parts"][name]
        agree = agrees(part, again)
        all_agree &= agree
        print(
            f"{name or 'measured'}: published {in_words(part)}, now {in_words(again)},"
            f" stated {part['expected']}: {'agrees' if agree else 'DIFFERS'}"
        )
    return all_agree


def repeat(name):
    """Measure a published claim again and print both results; return 0 if they agree.

    Raises ValueError if there is no evidence.json in this folder, or if it has no such claim.
    """
    import pytest

    evidence = read_json(PUBLISHED)
    if evidence is None:
        raise ValueError(
            f"no {PUBLISHED.name} in {ROOT}: download it from the site into this folder"
        )
    if name not in evidence["claims"]:
        raise ValueError(f"{PUBLISHED.name} has no claim {name!r}; expected an id")
    then = evidence["claims"][name]
    status = pytest.main(["-q", "--no-header", "--tb=line", then["test"]])
    now = claims.MEASURED.get(name, {"parts": {}})
    print(then["statement"])
    if not then["parts"] or not now["parts"]:
        print(f"not compared: {then.get('fault') or now.get('fault')}")
        return status or 1
    file = then["test"].partition("::")[0]
    data = claim_inputs(ROOT / file, usable_by(ROOT / file)).get("data", "")
    made = evidence["files"][file]
    print("published:", made_in_words(made["provenance"], made.get("data", "")))
    print("now:      ", made_in_words(provenance(), data))
    all_agree = compare(then, now)
    return status or not all_agree
