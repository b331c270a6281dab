"""A command ends with its status, or with one line."""

import pytest

from evidence.ending import run_to_end
from evidence.store import Damaged


def ended(outcome, *faults):
    """What a command exits with that returns `outcome`, or raises it."""

    def main():
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    with pytest.raises(SystemExit) as end:
        run_to_end(main, *faults)
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
        run_to_end(lambda: (_ for _ in ()).throw(OSError("no space")))
