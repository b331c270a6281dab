"""Claims run first and can be picked by their id (`pytest -k gradient-factor-two`); pages come last.

What the claims measured becomes build/evidence.json before the first page is built from it.
"""

import json

import pytest

from evidence import claims
from lab.runs import cores


def pytest_xdist_auto_num_workers():
    """`-n auto`: a process for each core that may be used, not for each that the machine has."""
    return cores()


def pytest_configure(config):
    config.addinivalue_line(
        "markers", "claim: checks a claim of a page and its planted faults"
    )


def pytest_itemcollected(item):
    name = getattr(getattr(item, "function", None), "claim_id", None)
    if name:
        item.add_marker("claim")  # its name is a keyword too: `-k claim` and `-m claim`
        item.extra_keyword_matches.add(name)


LONGEST = "tests/test_two_heads.py"  # first, or one of two processes waits for it


def order(item):
    if item.get_closest_marker("claim"):
        return 0 if item.nodeid.startswith(LONGEST) else 1
    return 3 if item.nodeid.startswith("tests/press/") else 2


def pytest_collection_modifyitems(items):
    items.sort(key=order)


@pytest.fixture(scope="session")
def evidence():
    """Anything that builds the real pages asks for this: what the session measured so far is on file."""
    if claims.MEASURED:
        claims.record()


def pytest_testnodedown(node):
    """One of several processes is done: what it measured is recorded with the others'."""
    if output := getattr(node, "workeroutput", None):  # one that crashed leaves none
        claims.MEASURED.update(json.loads(output["measured"]))


def pytest_sessionfinish(session):
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["measured"] = json.dumps(claims.MEASURED)
    elif claims.MEASURED:
        claims.record()
