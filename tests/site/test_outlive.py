"""The site outlives its generator and its theme: ProperDocs and MaterialX print the same articles."""

import os

import pytest

from evidence.files import ROOT
from press.leaks import of_site
from tests.site.browser import opened, serve
from tests.site.site import ALL, NOTEBOOK_PAGE, PATH, address, read, run

pytestmark = pytest.mark.slow
HEIRS = ROOT / "build" / "properdocs"  # not in .venv, where they would replace MkDocs


@pytest.fixture(scope="module")
def heirs_site(tmp_path_factory):
    """What ProperDocs and MaterialX make of the same sources, strictly."""
    if not HEIRS.is_dir():
        pytest.fail(
            "ProperDocs is not there: run `make check-properdocs`", pytrace=False
        )
    site = tmp_path_factory.mktemp("heirs") / "site"
    build = ["build", "--quiet", "--strict", "-f", "mkdocs-outlive.yml"]
    environment = os.environ | {"PYTHONPATH": str(HEIRS)}
    command = ["-m", "properdocs", *build, "--site-dir", str(site)]
    assert run(ROOT, *command, environment=environment) == (0, "")
    return site


def text_of(site, page):
    """All words of an article, formulas and outputs too."""
    return read(site, page).article.get_text(" ").split()


def test_it_is_their_site(heirs_site):
    made = read(heirs_site, "index.md").select_one("meta[name=generator]")["content"]
    assert "ProperDocs" in made
    assert "materialx" in made


def test_nothing_leaks(heirs_site):
    assert [*of_site(heirs_site)] == []


@pytest.mark.parametrize("page", ALL)
def test_an_article_is_the_same(built_site, heirs_site, page):
    ours = text_of(built_site, page)
    assert len(ours) > 100
    assert text_of(heirs_site, page) == ours


def test_the_evidence_is_the_same(built_site, heirs_site):
    ours, theirs = (site / "evidence.json" for site in (built_site, heirs_site))
    assert theirs.read_bytes() == ours.read_bytes()


@pytest.mark.parametrize("page", ["index.md", NOTEBOOK_PAGE])
def test_its_pages_open_without_a_complaint(browser, heirs_site, page):
    """Under the same policy for scripts."""
    with (
        serve(heirs_site, PATH) as origin,
        opened(browser, origin, address(page)) as tab,
    ):
        assert tab.problems == []
