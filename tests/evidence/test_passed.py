"""`pytest --stale` leaves out what passed as it is, and nothing else."""

import argparse
from types import SimpleNamespace

import pytest

from evidence import passed as module
from evidence.store import Damaged
from tests.evidence.copied_project import run, settle

FILES = {
    "conftest.py": 'pytest_plugins = ["evidence.pytest_plugin", "evidence.passed"]\n',
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


@pytest.fixture
def project(project, monkeypatch):
    """The files, and nothing that ran yet; what follows hands the hooks what pytest would."""
    monkeypatch.setattr(module, "ROOT", project.root)
    monkeypatch.setattr(module, "settings", lambda: {"passed": "kept"})
    for name in ("FAILED", "OPENED", "INPUTS"):
        monkeypatch.setattr(module, name, type(getattr(module, name))())
    for name, text in FILES.items():
        project[name] = text
    project["guide/steps.pycon"] = ">>> 1\n1\n"
    project["guide/beside.py"] = "x = 1\n"
    return project


def ran(nodeid, opened=(), failed=False):
    """A test's reports: of its call, and of its end."""
    for properties in ([], [("other", 1), ("opened", [*opened])]):
        report = SimpleNamespace(
            nodeid=nodeid, failed=failed, user_properties=properties
        )
        module.pytest_runtest_logreport(report)


def ended(exitstatus=0, stale=True, keyword="", **config):
    option = SimpleNamespace(stale=stale, keyword=keyword)
    session = SimpleNamespace(config=SimpleNamespace(option=option, **config))
    module.pytest_sessionfinish(session, exitstatus)


def left_out(path, stale=True):
    config = SimpleNamespace(option=SimpleNamespace(stale=stale))
    return module.pytest_ignore_collect(path, config)


AREA = "tests/test_area.py"
STEPS = "guide/steps.pycon"


def test_a_file_that_passed_is_left_out_where_that_is_asked(project):
    ran(f"{AREA}::TestSquares::test_area", ["numbers.txt", "not-there.txt"])
    ran(f"{AREA}::test_other")
    ran(f"{STEPS}::{STEPS}")
    assert left_out(project / AREA) is None
    ended()
    kept = {path.name for path in (project / "kept").iterdir()}
    assert kept == {"tests.test_area.py.json", "guide.steps.pycon.json"}
    for name in (AREA, STEPS):
        assert left_out(project / name) is True
        assert left_out(project / name, stale=False) is None
    assert left_out(project / "tests") is None
    project["numbers.txt"] = "12"
    assert left_out(project / AREA) is None
    assert left_out(project / STEPS) is True


def test_an_edit_beside_a_file_or_of_its_comments_runs_nothing_again(project):
    ran(f"{AREA}::test_area")
    ended()
    project["tests/test_numbers.py"] = "x = 1\n"
    project[AREA] = FILES[AREA] + "# a square\n"
    assert left_out(project / AREA) is True


def test_a_session_rests_on_the_code_beside_it(project):
    assert module.rests_on(project / STEPS).keys() == {
        *(STEPS, "guide/beside.py", "python")
    }
    ran(f"{STEPS}::{STEPS}")
    ended()
    project["guide/beside.py"] = "x = 2\n"
    assert left_out(project / STEPS) is None


def test_a_file_of_which_one_test_failed_is_run_again(project):
    ran(f"{AREA}::test_area", failed=True)
    ran(f"{AREA}::test_other")
    ran("tests/test_numbers.py::test_numbers")
    ended(exitstatus=1)
    assert left_out(project / AREA) is None
    assert left_out(project / "tests/test_numbers.py") is True


@pytest.mark.parametrize(
    "end",
    [
        {"stale": False},
        {"keyword": "area"},
        {"exitstatus": 2},  # stopped
        {"stale": False, "exitstatus": 2},
        {"workerinput": {}},  # the process that started it keeps what passed
    ],
    ids=str,
)
def test_a_session_that_may_have_left_tests_out_keeps_nothing(project, end):
    ran(f"{AREA}::test_area")
    ended(**end)
    assert not (project / "kept").exists()


def test_tests_of_another_folder_are_none_of_ours(project):
    ran("../elsewhere/test_it.py::test_it")
    ended()
    assert not (project / "kept").exists()


def test_what_another_file_passed_stops(project):
    ran(f"{AREA}::test_area")
    ended()
    module.place_of(AREA).rename(module.place_of(STEPS))
    with pytest.raises(
        Damaged, match=r'is of \{"passed":"tests/test_area.py"\}, not of'
    ):
        left_out(project / STEPS)


def test_the_option_is_off_and_says_what_it_does(monkeypatch):
    monkeypatch.setenv("COLUMNS", "200")
    parser = argparse.ArgumentParser()
    module.pytest_addoption(SimpleNamespace(addoption=parser.add_argument))
    assert parser.parse_args([]).stale is False
    assert parser.parse_args(["--stale"]).stale is True
    assert "--stale leave out the files whose tests passed as they are" in " ".join(
        parser.format_help().split()
    )
