"""`pytest --stale` leaves out what passed as it is, and nothing else."""

import pytest

from tests.evidence.elsewhere import run, settle

FILES = {
    "conftest.py": 'pytest_plugins = ["evidence.plugin", "evidence.passed"]\n',
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--doctest-glob=*.pycon"\n',
    "shapes.py": "def area(side):\n    return side**2\n",
    "numbers.txt": "9\n",
    "tests/test_area.py": "from shapes import area\n\ndef test_area():\n    assert area(3) == 9\n",
    "tests/test_numbers.py": (
        "import pathlib\n\ndef test_numbers():\n"
        "    assert int(pathlib.Path('numbers.txt').read_text()) % 3 == 0\n"
    ),
}


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """A folder whose tests all passed."""
    root = tmp_path_factory.mktemp("passed")
    settle(root, FILES)
    assert "2 passed" in stale(root)[1]
    return root


def stale(root):
    return run(root, "pytest", "-q", "--stale", "tests")


def edit(root, name, old, new):
    text = (root / name).read_text()
    assert old in text
    (root / name).write_text(text.replace(old, new))


def test_nothing_is_run_again(passed):
    assert "no tests ran" in stale(passed)[1]


EDITS = [
    ("shapes.py", "side**2", "side * side", "1 passed"),
    ("shapes.py", "side * side", "side * side  # a square", "no tests ran"),
    ("numbers.txt", "9", "12", "1 passed"),
    ("numbers.txt", "12", "13", "1 failed"),
    ("numbers.txt", "13", "13\n", "1 failed"),
    ("numbers.txt", "13\n", "12", "no tests ran"),  # as it passed
    ("tests/test_area.py", "area(3)", "area(-3)", "1 passed"),
]


def test_what_rests_on_an_edit_is(passed):
    """One test, because each edit is of what the one before left."""
    for name, old, new, said in EDITS:
        edit(passed, name, old, new)
        assert said in stale(passed)[1], (name, old, new)


def test_a_session_that_was_not_asked_keeps_nothing(passed, tmp_path):
    settle(tmp_path / "other", FILES)
    assert run(tmp_path / "other", "pytest", "-q", "tests")[0] == 0
    assert not (tmp_path / "other" / "build").exists()
