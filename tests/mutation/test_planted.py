"""One planted survivor turns the gate red: mutmut runs on a project of a few lines, once for all that dies there."""

import subprocess
from pathlib import Path

import pytest

from evidence import files, fingerprint
from tests.mutation import measure, plugin, project
from tests.mutation.__main__ import told

pytest.importorskip("mutmut", reason="requirements-mutation.txt is not installed")
LARGE = "def is_large(n):\n    return n > 10\n"
EDGE = """\
def test_above():
    assert is_large(11)
"""
TESTS = {  # of modules that all hold LARGE
    "edge": EDGE + "    assert not is_large(10)\n",
    "no_edge": EDGE,
    # The mutant raises before a test is there.
    "at_import": """\
assert is_large(11)

def test_edge():
    assert not is_large(10)
""",
    # is_large is called for the first test, and the edge is seen by the second.
    "by_fixture": """\
@pytest.fixture(scope="module")
def answers():
    return is_large(11), is_large(10)

def test_above(answers):
    assert answers[0]

def test_edge(answers):
    assert not answers[1]
""",
}


@pytest.fixture
def measured(tmp_path, monkeypatch):
    """Gives a function: what becomes of the mutants of a project whose modules have these tests, in order of the modules."""
    for module in (project, files, fingerprint, measure):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(project, "FOLDER", tmp_path / "build")
    monkeypatch.setattr(project, "ROOMS", {"small": ["tests/test_*.py"]})
    monkeypatch.setattr(project, "claims_left_out", lambda room: [])

    def measured(tests):
        texts = {
            ".gitignore": "build/\n",
            "pyproject.toml": "",
            "small/__init__.py": "",
            "tests/mutation/plugin.py": Path(plugin.__file__).read_text(),
        }
        for name, text in tests.items():
            imports = f"import pytest\n\nfrom small.{name} import is_large\n\n"
            texts[f"small/{name}.py"] = LARGE
            texts[f"tests/test_{name}.py"] = imports + text
        for name, text in texts.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text)
        subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
        return measure.measure("small")["tried"]

    return measured


def test_a_planted_survivor_turns_the_gate_red(measured, capsys):
    """With the edge tested both mutants of a module die; without it `>=` lives, and is named."""
    tried = measured(TESTS)
    assert not told(tried)
    assert capsys.readouterr().out == (
        "survived: small.no_edge.x_is_large__mutmut_1: return n > 10 → return n >= 10\n"
        "7 of 8 mutants were killed: 87.5 %\n"
    )
    assert told([each for each in tried if "no_edge" not in each["mutant"]])
    assert capsys.readouterr().out == "6 of 6 mutants were killed: 100.0 %\n"


def test_a_test_that_fails_as_the_code_is_is_named(measured):
    named = "^no mutant was run; these fail as the code is:\ntests/test_edge.py::test_above\n$"
    with pytest.raises(ValueError, match=named):
        measured({"edge": EDGE.replace("11", "9")})


def test_a_base_that_is_no_commit_is_named():
    with pytest.raises(ValueError, match="BASE is 'no-such'; expected a commit"):
        measure.changed_functions("no-such")
