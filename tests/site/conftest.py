"""The real site, built once; a small copy for planted faults; one browser for all."""

import fcntl
import json
import os
import shutil

import pytest

from press.site import SITE
from press.site import main as build_if_stale
from tests.site import sample_site
from tests.site.browser import serve
from tests.site.site import PATH

# The site is built first, by a file that ends soon, while other processes run what does not need it. Long files follow.
BUILDS = "test_machines.py"
LONG = {"test_browser.py", "test_copied_code.py", "test_pages.py"}


def pytest_collection_modifyitems(items):
    """Sort the tests of the whole session."""
    needs_site = {
        item.path for item in items if "built_site" in getattr(item, "fixturenames", ())
    }

    def place(item):
        if item.path.name == BUILDS:
            return 0
        if item.path not in needs_site:
            return 1
        return 2 if item.path.name in LONG else 3

    items.sort(key=place)


def once(factory, name, make):
    """The folder ``name`` that make(folder) fills once, whichever of the session's processes asks for it first."""
    processes = "PYTEST_XDIST_WORKER" in os.environ
    above = factory.getbasetemp().parent if processes else factory.getbasetemp()
    folder = above / name
    with (above / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            folder.mkdir()
            try:
                make(folder)
            except BaseException:
                shutil.rmtree(folder)
                raise
    return folder


def make_site(_):
    """As `make site`, so that what is published is what was tested."""
    if build_if_stale():
        pytest.fail("the site does not build", pytrace=False)


@pytest.fixture(scope="session")
def built_site(tmp_path_factory):
    """The folder of the real site, built strictly."""
    once(tmp_path_factory, "site", make_site)
    return SITE


@pytest.fixture(scope="session")
def evidence(built_site):
    """What the real site publishes for programs."""
    return json.loads((built_site / "evidence.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def origin(built_site):
    """Where the real site is served: below a path, as it is published."""
    with serve(built_site, PATH) as origin:
        yield origin


@pytest.fixture(scope="session")
def healthy(tmp_path_factory):
    """A small site with one of each thing, which builds without a complaint."""
    return once(tmp_path_factory, "healthy", sample_site.make)


@pytest.fixture
def copy(healthy, tmp_path):
    """A copy of the small site, to be broken."""
    return shutil.copytree(healthy, tmp_path / "copy", symlinks=True)
