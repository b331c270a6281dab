"""The pytest side: claims run first, the longest file (or with --soon the shortest) first, and can be picked by their id (`pytest -k some-id`).

When all claims of a file have run, what they found is kept. While they run, every file of the project that is
opened must be one that the key of the result knows.
"""

import pytest

from evidence import claims, results
from evidence.files import relative
from evidence.fingerprint import inputs_of
from evidence.opened_files import watching
from evidence.process import cores
from evidence.provenance import provenance
from evidence.store import Damaged, Kept, keep

INPUTS = {}  # of each file with claims, as it was when it was imported


def pytest_addoption(parser):
    parser.addoption(
        "--soon",
        action="store_true",
        help="claims: the shortest file first, for someone who waits for its page; else the longest is, for all to end early",
    )


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "claim: checks a claim of a page and its planted faults"
    )
    # The claims of one file share what they compute, and are kept together.
    if config.option.dist == "load":
        config.option.dist = "loadfile"
        config.option.loadscopereorder = False


def pytest_sessionstart(session):
    """Stop at what is damaged before workers start: they could not say it in one line."""
    if session.config.option.dist != "no":  # which it is of a worker
        stop_at_damage(lambda: [results.kept(path) for path in results.claim_files()])


def stop_at_damage(function):
    try:
        return function()
    except (Damaged, OSError, ValueError) as fault:
        pytest.exit(str(fault), returncode=1)


def pytest_xdist_auto_num_workers():
    """`-n auto`: a process for each core that may be used, not for each that the machine has."""
    return cores()


def claim_of(item):
    return getattr(getattr(item, "function", None), "claim_id", None)


def pytest_itemcollected(item):
    if name := claim_of(item):
        item.add_marker("claim")  # its name is a keyword too: `-k claim` and `-m claim`
        item.extra_keyword_matches.add(name)


def pytest_collection_modifyitems(config, items):
    files = {item.path for item in items if claim_of(item)}
    seconds = {}

    def ask():
        INPUTS.update({path: inputs_of(path) for path in files})
        seconds.update({path: results.seconds_of(results.kept(path)) for path in files})

    stop_at_damage(ask)
    sign = 1 if config.option.soon else -1
    items.sort(
        key=lambda item: (0, sign * seconds[item.path]) if claim_of(item) else (1, 0)
    )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item):
    if not claim_of(item):
        return (yield)
    with watching() as opened:
        result = yield
    found = claims.MEASURED[claim_of(item)]
    if unknown := opened - INPUTS[item.path].keys():
        fault = (
            f"it reads {', '.join(sorted(unknown))}, of which the key of {relative(item.path)} knows nothing:"
            " name the file by its path from the root in the code that reads it"
        )
        found |= {"holds": False, "fault": fault}
        pytest.fail(fault, pytrace=False)
    if parts := results.decoration(found):
        pytest.fail(
            f"claim {claim_of(item)!r}: no planted fault fails {', '.join(map(repr, parts))}:"
            " give each part a control that does, or leave it out",
            pytrace=False,
        )
    return result


def pytest_runtest_teardown(item):
    if claim_of(item):
        keep_claims_of(item.path)


def keep_claims_of(path):
    """Keep what the claims of a file found, if all of them ran; some alone would be mixed with what was before."""
    found = {
        name: claims.MEASURED[name]
        for name in sorted(results.declared(path))
        if name in claims.MEASURED
    }
    if found.keys() != results.declared(path):
        return
    kept = Kept(results.subject(path), INPUTS[path], {"claims": found}, provenance())
    stop_at_damage(lambda: keep(results.place_of(path), kept))
