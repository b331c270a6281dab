"""`python -m evidence`: measures the claims whose files are stale, lists what is stale, or repeats one published claim."""

import sys

from evidence import results
from evidence.files import relative
from evidence.fingerprint import closure, started_by
from evidence.process import end_with_parent
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
    paths = {path for state in stale for path in started_by(state.path)}
    needed = {relative(file) for file in closure(*paths)}
    for file, function in settings()["prepare"].items():
        if file in needed:
            called(function)()


def cost_of(state):
    """What orders files by how long they take: the last time, and where it is unknown, how much code they import."""
    return results.seconds_of(state), len(closure(*started_by(state.path)))


def measure_claims(stale, shortest_first):
    """Return pytest's exit status. The longest file is first, so that all end early, unless someone waits for a page."""
    import pytest  # takes half a second

    prepare(stale)
    ordered = sorted(stale, key=cost_of, reverse=not shortest_first)
    options = ["-q", "-ra", "--tb=line", "--no-header", "-m", "claim", "-n", "auto"]
    return pytest.main([*options, *(relative(state.path) for state in ordered)])


def summary(verb, stale, every):
    """One line: how many files were or must be measured, and how many are taken as current."""
    return (
        f"{verb} {stale} of {every} claim files, {every - stale} taken as current"
        f" (delete {settings()['store']}/ to measure everything again)"
    )


def measure(shortest_first):
    """Measure what is stale; return the exit status."""
    for path, line in results.orphans():
        path.unlink()
        print(f"removed {line}")
    states = results.states()
    stale = [state for state in states if state.reasons]
    status = measure_claims(stale, shortest_first) if stale else 0
    left = [state.line for state in results.states() if state.reasons]
    print(*left, summary("measured", len(stale), len(states)), sep="\n")
    return status or bool(left)


def status():
    """Print what is stale, a line each, and how many claim files are; return the exit status."""
    states = results.states()
    lines = [state.line for state in states if state.reasons]
    stale = len(lines)
    lines += [line for _, line in results.orphans()]
    for function in settings()["states"]:
        lines += called(function)()
    print(*(lines or ["all current"]), sep="\n")
    print(summary("stale:", stale, len(states)))
    return 0


def run(arguments):
    """Do what the arguments of the command ask for; return the exit status."""
    match arguments:
        case [] | ["--shortest-first"]:
            return measure(shortest_first=bool(arguments))
        case ["status"]:
            return status()
        case ["measure", name]:
            from evidence.published import repeat  # imports scipy, which takes seconds

            return repeat(name)
    expected = "nothing, --shortest-first, status or measure CLAIM-ID"
    raise ValueError(f"python -m evidence got {arguments}; expected {expected}")


def main(arguments):
    end_with_parent()
    run_to_end(lambda: run(arguments), OSError, SyntaxError, ValueError)
