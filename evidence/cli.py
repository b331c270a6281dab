"""`python -m evidence`: measures the claims whose files are stale, lists what is stale, or repeats one published claim."""

import functools
import runpy
import sys

from evidence import results
from evidence.files import ROOT, relative
from evidence.fingerprint import closure, conftests
from evidence.process import end_with_parent
from evidence.published import repeat
from evidence.settings import called, settings
from evidence.store import Damaged


def run_to_end(main, *faults):
    """Exit with the status that `main` returns; with one line if something kept is damaged, after one of `faults`, or after Ctrl-C."""
    try:
        sys.exit(main())
    except (Damaged, *faults) as fault:
        sys.exit(str(fault))
    except KeyboardInterrupt:
        sys.exit("stopped: what was finished is kept")


def prepare(stale):
    """Make what stale claims will need, before several of them need it at once."""
    paths = {path for state in stale for path in (state.path, *conftests(state.path))}
    needed = {relative(file) for file in closure(*paths)}
    for file, function in settings()["prepare"].items():
        if file in needed:
            called(function)()


def measure_claims(stale, shortest_first):
    """Return pytest's exit status."""
    import pytest  # takes half a second

    prepare(stale)
    options = ["-q", "-ra", "--tb=line", "--no-header", "-m", "claim", "-n", "auto"]
    options += ["--shortest-first"] * shortest_first
    return pytest.main([*options, *(relative(state.path) for state in stale)])


def take_sentences(path):
    """Bring the kept sentences of a test file up to date: import it, and measure nothing."""
    from evidence import claims

    sys.path[:0] = [str(ROOT), str(path.parent)]
    try:
        runpy.run_path(str(path))
    except Exception as fault:
        line = f"{relative(path)}: {type(fault).__name__}: {fault}"
        raise ValueError(line) from fault
    results.reword(path, claims.DECLARED)


def summary(verb, stale, every):
    """One line: how many files were or must be measured, and how many are taken as current."""
    return (
        f"{verb} {stale} of {every} claim files, {every - stale} taken as current"
        f" (delete {settings()['store']}/ to measure everything again)"
    )


def line_of(state):
    return f"{relative(state.path)}: {'; '.join(state.reasons)}"


def measure(shortest_first):
    """Measure what is stale; return the exit status."""
    for path, line in results.orphans():
        path.unlink()
        print(f"removed {line}")
    states = results.states()
    stale = [state for state in states if state.measured_again]
    for state in states:
        if state.reworded and state not in stale:
            take_sentences(state.path)
    status = measure_claims(stale, shortest_first) if stale else 0
    left = [line_of(state) for state in results.states() if state.reasons]
    print(*left, summary("measured", len(stale), len(states)), sep="\n")
    return status or bool(left)


def status():
    """Print what is stale, a line each, and how many claim files are; return the exit status."""
    states = results.states()
    lines = [line_of(state) for state in states if state.reasons]
    stale = len(lines)
    lines += [line for _, line in results.orphans()]
    for function in settings()["states"]:
        lines += called(function)()
    print(*(lines or ["all current"]), sep="\n")
    print(summary("stale:", stale, len(states)))
    return 0


def main(arguments):
    match arguments:
        case [] | ["--shortest-first"]:
            command = functools.partial(measure, shortest_first=bool(arguments))
        case ["status"]:
            command = status
        case ["measure", name]:
            command = functools.partial(repeat, name)
        case _:
            sys.exit(
                f"python -m evidence {' '.join(arguments)}: expected nothing, --shortest-first, status or measure CLAIM-ID"
            )
    end_with_parent()
    run_to_end(command, OSError, ValueError)
