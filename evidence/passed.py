"""The pytest side of tests that are no claims: `pytest --stale` leaves out the files that passed as they are.

A file's tests rest on what its claims would rest on, and on each of the project's files that they opened.
"""

import pytest

from evidence import store
from evidence.files import ROOT, relative
from evidence.fingerprint import changes, file_hash, inputs_of
from evidence.opened_files import watching
from evidence.settings import settings
from evidence.store import Kept

FAILED = set()  # names of the files of which a test failed
OPENED = {}  # name of a file whose tests ran -> names of the files that they opened
INPUTS = {}  # of each of them, as it was when its first test ended


def subject(name):
    return {"passed": name}


def place_of(name):
    return ROOT / settings()["passed"] / f"{name.replace('/', '.')}.json"


def rests_on(path):
    """What is known before a file's tests run. Of sessions, which are no code: the code beside them."""
    if path.suffix == ".py":
        return inputs_of(path)
    return inputs_of(*path.parent.glob("*.py")) | {relative(path): file_hash(path)}


def hashes(names):
    """Of the files that are there."""
    return {name: file_hash(ROOT / name) for name in names if (ROOT / name).is_file()}


def is_current(path):
    """Whether all tests of a file passed, and nothing that they rest on changed since. Raises Damaged."""
    name = relative(path)
    kept = store.read(place_of(name), subject(name))
    if kept is None:
        return False
    now = hashes(kept.content["opened"]) | rests_on(path)
    return not [*changes(kept.inputs, now)]


def pytest_addoption(parser):
    parser.addoption(
        "--stale",
        action="store_true",
        help="leave out the files whose tests passed as they are",
    )


def pytest_ignore_collect(collection_path, config):
    asked = config.option.stale and collection_path.suffix in (".py", ".pycon")
    return (asked and is_current(collection_path)) or None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    with watching() as opened:
        item.opened = opened
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    if call.when == "teardown":
        item.user_properties.append(("opened", sorted(item.opened)))
    return (yield)


def pytest_runtest_logreport(report):
    name = report.nodeid.partition("::")[0]
    if not (ROOT / name).is_file():
        return  # of another folder
    if name not in OPENED:
        OPENED[name] = set()
        INPUTS[name] = rests_on(ROOT / name)
    if report.failed:
        FAILED.add(name)
    OPENED[name].update(dict(report.user_properties).get("opened", ()))


def pytest_sessionfinish(session, exitstatus):
    """Keep what passed, where the session left nothing else of a file out; among several processes the first does it."""
    option = session.config.option
    whole = option.stale and not option.keyword and exitstatus in (0, 1)
    if not whole or hasattr(session.config, "workerinput"):
        return
    for name in OPENED.keys() - FAILED:
        inputs = hashes(OPENED[name]) | INPUTS[name]
        content = {"opened": sorted(OPENED[name])}
        store.keep(place_of(name), Kept(subject(name), inputs, content))
