"""What `python -m evidence` does, with programs and pytest put aside; test_plugin.py runs them."""

from contextlib import contextmanager
from types import SimpleNamespace

import pytest

from evidence import cli
from evidence.results import State

STATUSES = []  # of the programs that run beside


@pytest.fixture
def project(project, monkeypatch):
    """Two stale files and one that is current, and settings that say what is to be made."""
    for name in ("a", "b", "c"):
        project[f"test_{name}.py"] = f"import {name}\n" + CLAIMS
        project[f"{name}.py"] = ""
    states = [
        State(project / "test_a.py", None, ["a.py changed", "b.py is new"], []),
        State(project / "test_b.py", None, ["not measured yet"], []),
        State(project / "test_c.py", None, [], []),
    ]
    usual = {
        "store": "kept",
        "before": {"a.py": "make:a", "c.py": "make:c"},
        "beside": {"draw": "draw:states"},
        "states": ["pins:states"],
    }

    @contextmanager
    def programs():
        yield STATUSES

    monkeypatch.setattr(cli.book, "states", lambda: states)
    monkeypatch.setattr(cli, "settings", lambda: usual)
    monkeypatch.setattr(cli, "programs", programs)
    monkeypatch.setattr(cli, "called", lambda name: lambda: [f"by {name}"])
    return project


CLAIMS = """\
from evidence.claims import claim

@claim("It is so.", page="p.md", of=1, controls={"a fault": 2})
def test_one(thing): ...

@claim("So is this.", page="p.md", of=1, controls={"a fault": 2})
def test_other(thing): ...
"""


def test_status_says_each_reason_in_a_line_a_file(project, capsys):
    assert cli.status() == 0
    assert capsys.readouterr().out == (
        "test_a.py: a.py changed; b.py is new\n"
        "test_b.py: not measured yet\n"
        "by pins:states\n"
        "by draw:states\n"
    )


def test_status_says_that_all_is_current(project, monkeypatch, capsys):
    monkeypatch.setattr(cli.book, "states", lambda: [])
    monkeypatch.setattr(cli, "called", lambda name: lambda: [])
    assert cli.status() == 0
    assert capsys.readouterr().out == "all current\n"


@pytest.fixture
def ran(project, monkeypatch):
    """Runs the command with a pytest that gives a status; what was made, what pytest was told, and the bar's length."""

    def ran(status, **asked):
        made, told, steps = [], [], []

        @contextmanager
        def bar(count):
            steps.append(count)
            yield steps.append

        def main(arguments, plugins):
            told[:] = arguments
            plugins[0].finished("one claim")
            return status

        monkeypatch.setattr(cli, "called", lambda name: lambda: made.append(name))
        monkeypatch.setattr(cli, "steps", bar)
        monkeypatch.setattr(cli.pytest, "main", main)
        return cli.measure(**asked), made, told, steps

    return ran


def test_what_is_stale_is_measured_after_what_it_needs_is_made(ran):
    """Each claim is a step, and a line for each fault, error and skip is all that pytest says."""
    status, made, told, steps = ran(0)
    assert (status, made) == (0, ["make:a"])
    assert steps == [4, "one claim"]
    assert told[-2:] == ["test_a.py", "test_b.py"]
    assert "--soon" not in told
    options = pytest.Config.fromdictargs({}, told[:-2]).option
    assert (options.markexpr, options.numprocesses) == ("claim", "auto")
    assert (options.verbose, options.no_header, options.reportchars) == (-1, True, "a")
    assert options.override_ini == ["console_output_style=classic"]


def test_where_nothing_can_be_kept_nothing_is_measured(ran, project, monkeypatch):
    asked = []

    def must_be_writable(folder):
        asked.append(folder)
        raise OSError("kept/ must be writable")

    monkeypatch.setattr(cli, "ROOT", project)
    monkeypatch.setattr(cli, "must_be_writable", must_be_writable)
    with pytest.raises(OSError, match="kept/ must be writable"):
        ran(0)
    assert asked == [project / "kept"]


def test_who_waits_has_the_shortest_first(ran):
    assert "--soon" in ran(0, soon=True)[2]


@pytest.mark.parametrize(
    ("of_claims", "of_programs", "of_all"),
    [(0, [], 0), (1, [], 1), (0, [0, 3], 3), (1, [0, 3], 1), (0, [0], 0)],
)
def test_a_fault_of_any_is_a_fault_of_all(
    ran, monkeypatch, of_claims, of_programs, of_all
):
    monkeypatch.setattr("tests.evidence.test_cli.STATUSES", of_programs)
    assert ran(of_claims)[0] == of_all


def test_where_no_claim_is_stale_pytest_is_not_started(ran, monkeypatch):
    monkeypatch.setattr(cli.book, "states", lambda: [])
    assert ran(1) == (0, [], [], [])


def report(when, outcome):
    flags = {name: name == outcome for name in ("passed", "failed", "skipped")}
    nodeid = "tests/test_a.py::TestAll::test_one"
    return SimpleNamespace(when=when, outcome=outcome, nodeid=nodeid, **flags)


@pytest.mark.parametrize(
    "reports",
    [
        [("setup", "passed"), ("call", "passed"), ("teardown", "passed")],
        [("setup", "passed"), ("call", "failed"), ("teardown", "passed")],
        [("setup", "passed"), ("call", "skipped"), ("teardown", "passed")],
        [("setup", "skipped"), ("teardown", "passed")],
    ],
)
def test_a_claim_is_one_step_however_it_comes_out(reports):
    finished = []
    dots = cli.InPlaceOfDots(finished.append)
    for when, outcome in reports:
        dots.pytest_runtest_logreport(report(when, outcome))
    assert finished == ["tests/test_a.py"]


@pytest.mark.parametrize(
    ("when", "outcome", "shown"),
    [
        ("call", "passed", ("passed", "", "")),
        ("call", "skipped", ("skipped", "", "")),
        ("setup", "skipped", ("skipped", "", "")),
        ("setup", "passed", None),  # None: as pytest shows it anyway
        ("call", "failed", None),
        ("setup", "failed", None),
    ],
)
def test_only_what_failed_is_shown_as_pytest_shows_it(when, outcome, shown):
    dots = cli.InPlaceOfDots(print)
    assert dots.pytest_report_teststatus(report(when, outcome)) == shown
