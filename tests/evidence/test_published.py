"""`python -m evidence measure CLAIM-ID`: one published claim is measured again in a folder without git, and compared."""

import json

import pytest

from evidence.published import agrees
from tests.evidence.copied_project import CONFTEST, claims, run, settle

MADE = {"date": "2026-11-29", "python": "3.11", "versions": {}, "device": "CPU"}
PART = {"estimate": 1.0, "expected": 1.0, "holds": True}
EVIDENCE = {
    "files": {"test_one.py": {"provenance": MADE}},
    "claims": {
        "one": {
            "statement": "It is so.",
            "test": "test_one.py::test_one",
            "parts": {"": PART},
        }
    },
}


def interval(low, high, holds=True):
    return {"estimate": 0.0, "low": low, "high": high, "holds": holds}


@pytest.mark.parametrize(
    ("then", "now", "expected"),
    [
        (PART, PART | {"estimate": 1.5}, True),  # its check decides
        (PART, PART | {"holds": False}, False),
        (interval(0, 2), interval(1, 3), True),
        (interval(0, 2), interval(2.1, 3), False),
        (interval(2.1, 3), interval(0, 2), False),
        (interval(0, 2), interval(0, 2, holds=False), False),
        (interval(0, 2), interval("-inf", "inf"), True),
    ],
)
def test_a_part_agrees_if_it_holds_and_the_intervals_overlap(then, now, expected):
    assert agrees(then, now) is expected


@pytest.mark.slow
def test_it_prints_both_results_and_whether_they_agree(tmp_path):
    files = {"pyproject.toml": "", "evidence.json": json.dumps(EVIDENCE)}
    claim = {"conftest.py": CONFTEST, "test_one.py": claims("one")}
    settle(tmp_path, files | claim)
    status, said = run(tmp_path, "evidence", "measure", "one")
    assert status == 0, said
    assert "It is so.\npublished: 2026-11-29, Python 3.11; CPU\nnow: " in said
    assert said.endswith("measured: published 1, now 1, stated 1.0: agrees\n")
    assert not (tmp_path / "build").exists()

    (tmp_path / "test_one.py").write_text(claims("one", of=3))
    status, said = run(tmp_path, "evidence", "measure", "one")
    assert status == 1
    assert said.endswith("measured: published 1, now 3, stated 1.0: DIFFERS\n")
    status, said = run(tmp_path, "evidence", "measure", "two")
    assert (status, said) == (1, "evidence.json has no claim 'two'; expected an id\n")
