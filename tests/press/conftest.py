"""The real site, built once; a small copy for planted faults; one browser for all."""

import json
import shutil

import pytest

from tests.press import scratch
from tests.press.browser import serve
from tests.press.site import build


@pytest.fixture(scope="session")
def built_site(tmp_path_factory):
    """The folder of the real site, built strictly."""
    site = tmp_path_factory.mktemp("site")
    status, said = build(site)
    if status:
        pytest.fail(f"the site does not build:\n{said}", pytrace=False)
    return site


@pytest.fixture(scope="session")
def evidence(built_site):
    """What the real site publishes for programs."""
    return json.loads((built_site / "evidence.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def origin(built_site):
    """Where the real site is served."""
    with serve(built_site) as origin:
        yield origin


@pytest.fixture(scope="session")
def healthy(tmp_path_factory):
    """A small site with one of each thing, which builds without a complaint."""
    return scratch.make(tmp_path_factory.mktemp("healthy"))


@pytest.fixture
def copy(healthy, tmp_path):
    """A copy of the small site, to be broken."""
    return shutil.copytree(healthy, tmp_path / "copy", symlinks=True)
