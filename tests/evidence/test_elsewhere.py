"""evidence/README.md: its code blocks are written into an empty folder and run there, word for word."""

import re

import pytest

from evidence.files import ROOT
from tests.evidence.copied_project import run, settle

FENCE = re.compile(
    r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE
)
PAGE = "site/index.html"


README = (ROOT / "evidence" / "README.md").read_text(encoding="utf-8")


def blocks():
    """The code blocks, by the name of their file; by their language if they have none."""
    return {file or language: text for language, file, text in FENCE.findall(README)}


def commands():
    """What follows `python -m` in each line of the shell block."""
    lines = blocks()["sh"].splitlines()
    return [line.partition("#")[0].split()[2:] for line in lines]


@pytest.fixture
def root(tmp_path):
    settle(tmp_path, {name: text for name, text in blocks().items() if name != "sh"})
    return tmp_path


@pytest.mark.slow
def test_it_works_as_it_says_and_a_changed_formula_is_seen(root):
    measure, build, _ = commands()
    for command in (measure, build):
        code, said = run(root, *command)
        assert code == 0, said
    assert "has an area of 28.27." in (root / PAGE).read_text(encoding="utf-8")

    formula = blocks()["circles.py"]
    (root / "circles.py").write_text(formula.replace("math.pi", "3.2"))
    code, said = run(root, *build)
    assert code == 1
    assert "tests/test_circles.py: circles.py changed: run python -m evidence" in said
