"""`python -m evidence measure CLAIM-ID`: one published claim is measured again in a folder without git."""

import json

import pytest

from tests.evidence.copied_project import CONFTEST, claims, run, settle

MADE = {"date": "2026-11-29", "python": "3.11", "versions": {}, "device": "CPU"}
PART = {"estimate": 1.0, "low": 0.5, "high": "inf", "unit": "nats", "expected": 1.0}
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


@pytest.mark.slow
def test_it_prints_both_results_and_whether_the_check_holds(tmp_path):
    files = {"pyproject.toml": "", "evidence.json": json.dumps(EVIDENCE)}
    claim = {"conftest.py": CONFTEST, "test_one.py": claims("one")}
    settle(tmp_path, files | claim)
    status, said = run(tmp_path, "evidence", "measure", "one")
    assert status == 0, said
    assert "It is so.\npublished: 2026-11-29, Python 3.11; CPU\nnow: " in said
    published = "measured: published 1 (0.5 to inf) nats"
    assert said.endswith(f"{published}, now 1, stated 1.0\n")
    assert not (tmp_path / "build").exists()

    (tmp_path / "test_one.py").write_text(claims("one", of=3))
    status, said = run(tmp_path, "evidence", "measure", "one")
    assert status == 1
    assert said.endswith(f"{published}, now 3, stated 1.0\n")
    status, said = run(tmp_path, "evidence", "measure", "two")
    assert (status, said) == (1, "evidence.json has no claim 'two'; expected an id\n")
