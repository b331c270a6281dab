"""What pytest is told where mutmut runs it.

- mutmut puts a copy of a function beside it for each mutant; the doctest that each copy carries is run once.
- Which tests reach a function is found by running all of them once. A program that a test starts has a memory of its
  own, so it writes down what it reached (RECORDER), and the test is told.
- mutmut runs all tests twice before the first mutant. Once is enough.
- The quickest tests come first; where it is asked for, they alone are run.
- A fixture may be made for one test and used by more: what its making reached, all that use it reached.
- A test that fails as the code is stops mutmut, which does not say which one: it is written down.
"""

import json
import os
from pathlib import Path

import pytest

MUTANT = "MUTANT_UNDER_TEST"  # as mutmut calls it
REACHED = "REACHED_BY_PROGRAMS"  # a file; one line for each call
FAILED = "failed.txt"  # one line for each test that fails as the code is
QUICK = "QUICK_TESTS"  # set: only tests that take no longer, in seconds
BY_FIXTURE = {}  # fixture → the functions that its making reached
RECORDER = """
import os

if os.environ.get("REACHED_BY_PROGRAMS") and os.environ.get("REACHED_BY") != str(os.getpid()):
    from mutmut.mutation import trampoline

    SEEN = set()

    def write_down(name, caller=None):
        if name not in SEEN:
            SEEN.add(name)  # first, because opening a file may reach a function of ours
            with open(os.environ["REACHED_BY_PROGRAMS"], "a") as file:
                file.write(f"{name}\\n")

    trampoline.record_trampoline_hit = write_down
"""


def pytest_configure():
    if os.environ.get(MUTANT) == "stats":
        os.environ[REACHED] = str(Path("reached.txt").resolve())
        os.environ["REACHED_BY"] = str(os.getpid())


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items):
    copies = "__mutmut_"
    items[:] = [
        item
        for item in items
        if copies not in item.name or item.name.endswith(f"{copies}orig")
    ]
    yield
    stats = Path("mutmut-stats.json")
    if not stats.is_file():
        return
    seconds = json.loads(stats.read_text())["duration_by_test"]
    items.sort(key=lambda item: seconds.get(item.nodeid, 0))  # most die early
    if os.environ.get(MUTANT) == "":  # a run without mutant: they have just passed
        del items[1:]
    elif limit := float(os.environ.get(QUICK, 0)):
        items[:] = [item for item in items if seconds.get(item.nodeid, 0) <= limit]


def pytest_runtest_logreport(report):
    if report.failed and os.environ.get(MUTANT) == "stats":
        with open(FAILED, "a") as file:
            file.write(f"{report.nodeid}\n")


def reached_now():
    """The functions that the test at hand has reached: mutmut's own set."""
    from mutmut.state import state

    return state()._stats


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef):
    if os.environ.get(MUTANT) != "stats":
        return (yield)
    before = {*reached_now()}
    reached_now().clear()
    try:
        return (yield)
    finally:
        BY_FIXTURE[fixturedef] = {*reached_now()}
        reached_now().update(before)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_teardown(item):
    if os.environ.get(MUTANT) != "stats":
        return
    by_programs = Path(os.environ[REACHED])
    if by_programs.is_file():
        reached_now().update(by_programs.read_text().split())
        by_programs.unlink()
    for fixtures in item._fixtureinfo.name2fixturedefs.values():
        for fixture in fixtures:
            reached_now().update(BY_FIXTURE.get(fixture, ()))


def pytest_sessionfinish(session, exitstatus):
    """Where pytest had no test to run under a mutant.

    A file of tests that cannot be imported has noticed it: pytest says that somebody stopped it, or that it cannot start.
    A test that is not there, for another reason, has noticed nothing: pytest says that it cannot start.
    """
    ends = (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.USAGE_ERROR)
    if exitstatus not in ends or "__mutmut_" not in os.environ.get(MUTANT, ""):
        return
    if session.testsfailed:
        os._exit(pytest.ExitCode.TESTS_FAILED)
    if exitstatus == pytest.ExitCode.USAGE_ERROR:
        os._exit(pytest.ExitCode.NO_TESTS_COLLECTED)
