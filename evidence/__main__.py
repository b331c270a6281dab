"""`python -m evidence` measures the claims whose files are stale; `python -m evidence status` says what is stale, and why."""

import sys

import pytest
from tqdm import tqdm

from evidence import book
from evidence.files import relative
from evidence.keys import closure
from evidence.machine import end_with_parent
from evidence.settings import called, settings
from evidence.store import Damaged


class Bar:
    """One bar over all claims that are measured, in place of pytest's dots."""

    def __init__(self, total):
        self.bar = tqdm(total=total, desc="claims", unit="claim", dynamic_ncols=True)

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.skipped:
            self.bar.set_postfix_str(report.location[0])
            self.bar.update()

    def pytest_report_teststatus(self, report):
        return (report.outcome, "", "") if report.passed or report.skipped else None

    def pytest_sessionfinish(self):
        self.bar.close()


def prepare(stale):
    """Make what stale claims will need, before several of them need it at once."""
    needed = {relative(file) for state in stale for file in closure(state.path)}
    for file, function in settings()["before"].items():
        if file in needed:
            called(function)()


def measure():
    """Measure what is stale; return the exit status."""
    stale = [state for state in book.states() if state.reasons]
    if not stale:
        return 0
    prepare(stale)
    total = sum(len(book.declared(state.path)) for state in stale)
    files = [relative(state.path) for state in stale]
    quiet = ["-q", "--no-header", "-o", "console_output_style=classic"]
    return pytest.main([*quiet, "-m", "claim", "-n", "auto", *files], [Bar(total)])


def status():
    """Print what is stale, a line each, or that all is current; return the exit status."""
    lines = [
        f"{relative(state.path)}: {'; '.join(state.reasons)}"
        for state in book.states()
        if state.reasons
    ]
    for function in settings()["states"]:
        lines += called(function)()
    print(*(lines or ["all current"]), sep="\n")
    return 0


COMMANDS = {(): measure, ("status",): status}

if __name__ == "__main__":
    command = COMMANDS.get(tuple(sys.argv[1:]))
    if not command:
        sys.exit(
            f"python -m evidence {' '.join(sys.argv[1:])}: expected nothing, or status"
        )
    end_with_parent()
    try:
        sys.exit(command())
    except Damaged as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit("stopped; what was measured is kept")
