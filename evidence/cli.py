"""What `python -m evidence` does: it measures the claims whose files are stale, or says what is stale, and why."""

import pytest

from evidence import results
from evidence.background import programs
from evidence.files import ROOT, must_be_writable, relative
from evidence.fingerprint import closure
from evidence.progress import steps
from evidence.settings import called, settings


class InPlaceOfDots:
    """Each claim that was measured is a step of the bar."""

    def __init__(self, finished):
        self.finished = finished

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or report.skipped:
            self.finished(report.nodeid.partition("::")[0])

    def pytest_report_teststatus(self, report):
        quiet = report.skipped or (report.passed and report.when == "call")
        return (report.outcome, "", "") if quiet else None


def prepare(stale):
    """Make what stale claims will need, before several of them need it at once."""
    needed = {relative(file) for state in stale for file in closure(state.path)}
    for file, function in settings()["before"].items():
        if file in needed:
            called(function)()


def measure_claims(stale, soon):
    """Return pytest's exit status."""
    with steps(sum(len(results.declared(state.path)) for state in stale)) as finished:
        prepare(stale)
        files = [relative(state.path) for state in stale]
        quiet = ["-q", "-ra", "--no-header", "-o", "console_output_style=classic"]
        arguments = [*quiet, *["--soon"] * soon, "-m", "claim", "-n", "auto", *files]
        return pytest.main(arguments, [InPlaceOfDots(finished)])


def measure(soon=False):
    """Measure what is stale, `soon` the shortest file first, and run beside it what else is; return the exit status.

    Raises OSError where nothing can be kept.
    """
    must_be_writable(ROOT / settings()["store"])
    stale = [state for state in results.states() if state.reasons]
    with programs() as statuses:
        status = measure_claims(stale, soon) if stale else 0
    return status or max(statuses, default=0)


def status():
    """Print what is stale, a line each, or that all is current; return the exit status."""
    lines = [
        f"{relative(state.path)}: {'; '.join(state.reasons)}"
        for state in results.states()
        if state.reasons
    ]
    for function in (*settings()["states"], *settings()["beside"].values()):
        lines += called(function)()
    print(*(lines or ["all current"]), sep="\n")
    return 0
