"""CONTRIBUTING.md, "Use it elsewhere": what it says is done in an empty folder, word for word."""

import re

import pytest

from evidence.files import ROOT
from tests.evidence.copied_project import run, settle

FENCE = re.compile(
    r'^```(\w+)(?: title="([^"\n]+)")?\n(.*?)^```$', re.DOTALL | re.MULTILINE
)
PAGE = "site/index.html"


def blocks():
    """The code blocks of the section, by the name of their file; by their language where they have none."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    section = text.partition("## Use it elsewhere\n")[2]
    found = FENCE.findall(section.partition("\n## ")[0])
    return {file or language: text for language, file, text in found}


def commands():
    """What follows `python -m` in each line of the shell block."""
    lines = blocks()["sh"].splitlines()
    return [line.partition("#")[0].split()[2:] for line in lines]


@pytest.fixture
def root(tmp_path):
    settle(tmp_path, {name: text for name, text in blocks().items() if name != "sh"})
    return tmp_path


def test_it_works_as_it_says_and_a_changed_formula_is_seen(root):
    measure, build, status = commands()
    for command in (measure, build):
        code, said = run(root, *command)
        assert code == 0, said
    assert "has an area of 12.57." in (root / PAGE).read_text(encoding="utf-8")
    assert run(root, *status) == (0, "all current\n")

    formula = blocks()["circles.py"]
    (root / "circles.py").write_text(formula.replace("math.pi", "3.2"))
    code, said = run(root, *build)
    assert code == 1
    assert "test_circles.py: circles.py changed: run python -m evidence" in said


def test_what_it_needs_is_what_it_imports():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    needs = re.search(r"install what it needs:\n(.+?), with Python", text, re.DOTALL)[1]
    named = {*re.split(r", | and ", needs)}
    lines = "\n".join(
        path.read_text(encoding="utf-8") for path in (ROOT / "evidence").glob("*.py")
    )
    imported = {*re.findall(r"^\s*(?:from|import) (\w+)", lines, re.MULTILINE)}
    assert named - {"pytest-xdist"} == imported & {
        "numpy",
        "scipy",
        "pytest",
        "tqdm",
        "packaging",
        "mkdocs",
        "yaml",
    }
