"""What is stale in the lab is named with its reason, and nothing that computes is imported to say so."""

import subprocess
import sys

import pytest

from evidence import store
from evidence.files import ROOT
from evidence.store import Kept
from lab import staleness

MADE_OF = {"snippets/training.py": "0" * 64, "lab/benchmark.py": "0" * 64}


@pytest.fixture
def places(monkeypatch, tmp_path):
    """All records are there, and current."""
    monkeypatch.setattr(staleness, "place_of", lambda name: tmp_path / f"{name}.json")
    monkeypatch.setattr(staleness, "of_record", lambda name: MADE_OF)
    for name in staleness.RECORDS:
        keep(name, MADE_OF | {"data": "MNIST 0"})
    return tmp_path


def keep(name, made_of):
    store.keep(
        staleness.place_of(name), Kept(staleness.subject(name), made_of, {"runs": []})
    )


def test_what_is_stale_is_named_with_the_reason_and_the_command(places):
    """On which data a record was made, it says itself."""
    assert staleness.states() == []
    keep("studies", MADE_OF | {"snippets/training.py": "1" * 64})
    (places / "benchmark.json").unlink()
    assert staleness.states() == [
        "docs/evidence/studies.json: snippets/training.py changed: run `make studies`",
        "docs/evidence/benchmark.json: is missing: run `make benchmark`",
    ]


def test_a_record_is_of_the_code_that_made_it_and_no_more():
    """The full-scale record took 12 core-hours: three sources can make it stale."""
    assert staleness.of_record("full-scale").keys() == {
        *(
            "snippets/__init__.py",
            "snippets/cvae.py",
            "snippets/parameterization.py",
            "snippets/training.py",
        )
    }
    assert "lab/training_step.py" in staleness.of_record("studies")
    assert "lab/benchmark.py" in staleness.of_record("benchmark")


@pytest.mark.slow
def test_status_imports_nothing_that_computes():
    """So that it answers in seconds. One file with claims that train is enough."""
    ask = """
import sys
from evidence import cli, results
results.claim_files = lambda: [results.ROOT / "tests/claims/test_question.py"]
assert cli.status() == 0
print({"tensorflow", "keras", "matplotlib"} & sys.modules.keys())
"""
    said = subprocess.check_output([sys.executable, "-c", ask], cwd=ROOT, text=True)
    assert said.splitlines()[-1] == "set()"


@pytest.mark.parametrize("name", staleness.RECORDS)
def test_every_record_is_of_the_present_code(name):
    assert staleness.reasons(name, staleness.read_record(name)) == []
