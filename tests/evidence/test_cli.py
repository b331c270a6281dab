"""How a command ends, and what it tells of claims while they are measured."""

from types import SimpleNamespace

import pytest

from evidence import cli
from evidence.store import Damaged


def ended(outcome, *faults):
    """What a command exits with that returns `outcome`, or raises it."""

    def main():
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    with pytest.raises(SystemExit) as end:
        cli.run_to_end(main, *faults)
    return end.value.code


@pytest.mark.parametrize("status", [None, 0, 3])
def test_a_status_stays(status):
    assert ended(status) == status


@pytest.mark.parametrize(
    ("fault", "line"),
    [
        (Damaged("a.json is cut short"), "a.json is cut short"),
        (OSError("no space left"), "no space left"),
        (KeyboardInterrupt(), "stopped: what was finished is kept"),
    ],
)
def test_what_stops_it_is_one_line(fault, line):
    assert ended(fault, OSError) == line


def test_a_fault_of_the_code_is_shown_whole():
    with pytest.raises(OSError, match="no space"):
        cli.run_to_end(lambda: (_ for _ in ()).throw(OSError("no space")))


def test_an_unknown_command_is_told():
    with pytest.raises(
        SystemExit, match="expected nothing, --shortest-first or status"
    ):
        cli.main(["soon"])


@pytest.mark.parametrize(
    "reports",
    [
        [("setup", "passed"), ("call", "passed"), ("teardown", "passed")],
        [("setup", "passed"), ("call", "failed"), ("teardown", "passed")],
        [("setup", "passed"), ("call", "skipped"), ("teardown", "passed")],
        [("setup", "skipped"), ("teardown", "passed")],
    ],
)
def test_a_claim_is_one_step_whatever_its_outcome(reports):
    finished = []
    dots = cli.InPlaceOfDots(finished.append)
    for when, outcome in reports:
        report = SimpleNamespace(
            when=when, nodeid="tests/test_a.py::test_one", skipped=outcome == "skipped"
        )
        dots.pytest_runtest_logreport(report)
    assert finished == ["tests/test_a.py"]
