"""No network and no MNIST: the whole site is measured and built on scikit-learn's digits, and says so on every page."""

import json
import shutil

import pytest

from evidence.files import ROOT
from tests.site.marks import faults
from tests.site.site import PAGES, WITHOUT_REPOSITORY, read, run

pytestmark = pytest.mark.slow
DIGITS, ONLY = "scikit-learn digits", "measured on MNIST only"
COPIED = ("docs", "evidence", "lab", "press", "snippets", "tests", "widgets")
FILES = ("CITATION.cff", "conftest.py", "mkdocs.yml", "pyproject.toml", "requirements.txt", "package.json", "package-lock.json")  # fmt: skip


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    """A copy of the project with what is measured already; nothing of MNIST is within its reach."""
    root = tmp_path_factory.mktemp("fallback")
    ignored = shutil.ignore_patterns("__pycache__", "generated")
    for name in COPIED:
        shutil.copytree(ROOT / name, root / name, ignore=ignored)
    for name in FILES:
        shutil.copy(ROOT / name, root / name)
    shutil.copytree(ROOT / "build/evidence", root / "build/evidence")
    (root / "node_modules").symlink_to(ROOT / "node_modules")
    return root


@pytest.fixture(scope="module")
def site(root):
    nowhere = {"HOME": str(root / "home"), "KERAS_HOME": str(root / "home")}
    nowhere |= {"https_proxy": "http://127.0.0.1:9"}  # where nothing listens
    environment = {
        name: value for name, value in WITHOUT_REPOSITORY.items() if name != "MNIST_NPZ"
    }
    build = ["mkdocs", "build", "--quiet", "--strict"]
    for arguments in (["evidence"], ["press.notebook.run"], build):
        status, said = run(root, "-m", *arguments, environment=environment | nowhere)
        assert status == 0, said
    return root / "site"


@pytest.fixture(scope="module")
def claims(site):
    return json.loads((site / "evidence.json").read_text(encoding="utf-8"))["claims"]


def test_each_claim_holds_or_says_why_not(claims):
    without = {name: claim for name, claim in claims.items() if not claim["holds"]}
    assert {claim["fault"] for claim in without.values()} <= {ONLY}
    assert "printed-decimals" in without
    assert len(without) < len(claims) / 10


@pytest.mark.parametrize("page", PAGES)
def test_each_page_names_the_data_and_prints_the_evidence(site, claims, page):
    assert DIGITS in read(site, page).get_text()
    assert [*faults(read(site, page), page, claims)] == []
