"""What evidence.md tells of its rows is true of every row, and of the rates that it adds up."""

import re

import pytest

from press.evidence_table import cells, error_rates, rates_line, rates_of_all
from press.paths import DOCS

GUIDE = (DOCS / "evidence.md").read_text(encoding="utf-8")
RATES = ("low", "high", "false_fail", "false_pass", "resolves")


def faults(claims):
    """One line for each part that is not as the guide says."""
    for name, claim in claims.items():
        for title, part in claim["parts"].items():
            where = f"{name}, {title!r}"
            rates = RATES if part["kind"] != "median" else RATES[:-1]
            has = [key for key in rates if key in part]
            descriptive = "descriptive" in part
            if has and len(has) < len(rates):
                yield f"{where}: of interval and rates it has only {', '.join(has)}"
            if has and descriptive:
                yield f"{where}: it has rates and says descriptive"
            if part.get("seeds") and not has and not descriptive:
                yield f"{where}: chance plays a part, without an interval or the word descriptive"
            shown = cells(part).get("interval", "")
            if bool(has) != (" to " in shown) or descriptive != (
                ">descriptive<" in shown
            ):
                yield f"{where}: the table prints {shown!r}"


# A sentence with one of these words is of draws: of runs, or of the digits that a data set happens to hold.
OF_DRAWS = re.compile(
    r"\b(seeds?|runs?|at random|record(ed)?|trainings?|epochs?|losses|digits|images|pictures|turns?)\b"
)
WITHOUT_CHANCE = {  # claim: why the parts that tell of no draws need neither rates nor the word
    "best-shared-variance": "two ways to one number of the same digits: what they differ by is rounding",
    "browser-decoder-is-keras": "two programs with the same weights, on an even grid: rounding",
    "conditioned-alike-at-the-prior-only": "one σ of the record, and formulas of it",
    "largest-stable-step": "its losses are formulas",
    "leaf-half-precision": "the images are zeros",
    "log-heads-stay-finite": "its limits count what was looked at",
    "reductions-are-betas": "each weight is a ratio of two sizes, whatever the draws are",
    "own-variances-have-no-limit": "the gain for each pixel follows from the formula",
}


def of_draws(claims):
    """One line for each part of a claim on draws that has neither an interval nor the word. What is exact needs none."""
    for name, claim in claims.items():
        if name in WITHOUT_CHANCE or not OF_DRAWS.search(claim["statement"]):
            continue
        for title, part in claim["parts"].items():
            counts = part["kind"] == "exact" or part.get("unit") == "pairs"
            if not counts and "low" not in part and "descriptive" not in part:
                yield f"{name}, {title!r}: it tells of draws, without an interval or the word descriptive"


SAMPLED = {
    "kind": "statistical",
    "estimate": 1.0,
    "low": 0.9,
    "high": 1.1,
    "false_fail": 1e-4,
    "false_pass": 1e-2,
    "resolves": 0.2,
}
OFTEN = SAMPLED | {"false_fail": 0.5}
BOUND = {"kind": "bound", "estimate": 1.0, "descriptive": True}


def test_the_guide_is_true_of_every_row(evidence):
    claims = evidence["claims"]
    assert [*faults(claims)] == []
    assert [*of_draws(claims)] == []
    assert claims.keys() >= WITHOUT_CHANCE.keys()
    for word in ("descriptive", "false alarm", "miss", "Finds an error of"):
        assert word.lower() in GUIDE.lower()


def test_rates_of_parts_add_up():
    assert error_rates([SAMPLED] * 9) == (pytest.approx(9e-4), 1e-2)
    assert "of the whole check at most 1 in 1,111" in rates_line([SAMPLED] * 9)
    assert "false alarm at most 1 in 10,000 · miss at most 1 in 100" in rates_line(
        [SAMPLED]
    )
    few = rates_line([OFTEN])
    assert "too few pairs to bound the false alarms · miss at most 1 in 100" in few
    assert rates_line([BOUND]) == ""


def test_the_rate_of_the_site_is_the_sum_but_for_those_that_fail_often():
    parts = [[SAMPLED], [SAMPLED, BOUND], [BOUND], [OFTEN]]
    claims = {
        str(number): {"parts": dict(enumerate(each))}
        for number, each in enumerate(parts)
    }
    assert rates_of_all(claims) == (3, 1, "0.02")
