"""One planted survivor turns the gate red: mutmut runs on a project of a few lines."""

import subprocess
from pathlib import Path

import pytest

from evidence import files, keys
from tests.mutation import measure, plugin, project
from tests.mutation.__main__ import told

pytest.importorskip("mutmut", reason="requirements-mutation.txt is not installed")
TESTS = """\
from small.sizes import is_large

def test_what_is_large():
    assert is_large(11)
"""
EDGE = "    assert not is_large(10)\n"


@pytest.fixture
def small(tmp_path, monkeypatch):
    """A project of its own; gives a function that measures it with a test of this text."""
    for module in (project, files, keys, measure):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(project, "FOLDER", tmp_path / "build")
    monkeypatch.setattr(project, "ROOMS", {"small": ["tests/test_*.py"]})
    monkeypatch.setattr(project, "claims_left_out", lambda room: [])
    texts = {
        ".gitignore": "build/\n",
        "pyproject.toml": "",
        "small/__init__.py": "",
        "small/sizes.py": "def is_large(n):\n    return n > 10\n",
        "tests/mutation/plugin.py": Path(plugin.__file__).read_text(),
    }
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)

    def measured(text):
        (tmp_path / "tests/test_sizes.py").write_text(text)
        return measure.measure("small")["tried"]

    return measured


def test_a_planted_survivor_turns_the_gate_red(small, capsys):
    """With the edge tested both mutants die; without it `>=` lives, and is named."""
    assert told(small(TESTS + EDGE))
    assert capsys.readouterr().out == "2 of 2 mutants were killed: 100.0 %\n"
    assert not told(small(TESTS))
    assert capsys.readouterr().out == (
        "survived: small.sizes.x_is_large__mutmut_1: return n > 10 → return n >= 10\n"
        "1 of 2 mutants were killed: 50.0 %\n"
    )


def test_code_that_cannot_be_imported_is_noticed(small):
    """The mutant raises where the file of tests calls it, before a test is there."""
    text = "from small.sizes import is_large\n\nassert is_large(11)\n"
    tried = small(text + "\n\ndef test_more():\n    assert not is_large(10)\n")
    assert [each["outcome"] for each in tried] == ["killed", "killed"]


def test_all_that_use_a_fixture_reached_what_its_making_did(small):
    """The edge is seen by the test that comes second, and is_large is called for the first."""
    text = """\
import pytest

from small.sizes import is_large

@pytest.fixture(scope="module")
def answers():
    return is_large(11), is_large(10)

def test_above(answers):
    assert answers[0]

def test_edge(answers):
    assert not answers[1]
"""
    assert [each["outcome"] for each in small(text)] == ["killed", "killed"]


def test_a_test_that_fails_as_the_code_is_is_named(small):
    named = "^no mutant was run; these fail as the code is:\ntests/test_sizes.py::test_what_is_large\n$"
    with pytest.raises(ValueError, match=named):
        small(TESTS.replace("11", "9"))


def test_a_base_that_is_no_commit_is_named(small):
    with pytest.raises(ValueError, match="BASE is 'no-such'; expected a commit"):
        measure.changed_functions("no-such")
