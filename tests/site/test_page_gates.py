"""Each gate closes: what a browser sees wrong with a page, and where its links lead, in copies of a healthy site."""

import contextlib
import shutil

import pytest

from tests.site.browser import opened, problems_of, serve, watch
from tests.site.sample_site import edit, press
from tests.site.site import read

pytestmark = pytest.mark.slow


@contextlib.contextmanager
def opened_of(browser, site, address):
    """A tab that shows a page of a small site."""
    with serve(site) as origin, opened(browser, origin, address) as tab:
        yield tab


def test_a_repository_adds_a_way_into_colab_and_no_request(copy, browser):
    repository = "repo_url: https://github.com/someone/why"
    site = "site_url: https://someone.github.io/why/"
    settings = f"INHERIT: real.yml\n{repository}\n{site}"
    edit(copy, "mkdocs.yml", "INHERIT: real.yml", settings)
    assert press(copy) == (0, "")
    links = read(copy / "site", "tutorial/cvae.ipynb").find_all("a", href=True)
    notebook = "someone/why/blob/notebook/cvae.ipynb"
    assert (copy / "site/tutorial/cvae/cvae.ipynb").is_file()
    assert any(link["href"].endswith(f"/github/{notebook}") for link in links)
    with opened_of(browser, copy / "site", "/tutorial/cvae/") as tab:
        assert problems_of(tab) == []

    shared = read(copy / "site", "other.md")
    address = "https://someone.github.io/why"
    assert shared.select_one("link[rel=canonical]")["href"] == f"{address}/other/"
    card = shared.select_one('meta[property="og:image"]')["content"]
    assert (copy / "site" / card.removeprefix(f"{address}/")).is_file()
    assert f"{address}/other/" in (copy / "site/sitemap.xml").read_text()


def test_a_constant_tells_its_reason(healthy, browser):
    """A reader sees that it was typed; why shows on focus, and is there for a screen reader all the time."""
    (constant,) = read(healthy / "site", "index.md").select(".constant")
    assert constant.get_text() == "1.5 (not measured: 3/2, by hand)"
    with opened_of(browser, healthy / "site", "/") as tab:
        assert problems_of(tab) == []
        reason = tab.page.locator(".constant-reason")
        assert reason.bounding_box()["width"] <= 1
        tab.page.locator(".constant").focus()
        assert reason.bounding_box()["width"] > 50


PLANTED = {
    '<img alt="x" src="https://example.org/x.png">': "off the site: https://example.org/x.png",
    '<script src="//example.org/x.js"></script>': "request off the site: http://example.org",
    '<img alt="x" src="gone.png">': "console error: Failed to load resource",
    "<script>console.error('oh')</script>": "console error: oh",
    "<script>oh()</script>": "script error: oh is not defined",
    "<button></button>": "axe button-name",
    '<style>[data-md-color-scheme="default"] i {color: #ccc}</style><i>faint</i>': "light: axe color-contrast",
    '<style>[data-md-color-scheme="slate"] b {color: #333}</style><b>faint</b>': "dark: axe color-contrast",
    '<img src="../assets/dot.svg">': "axe image-alt",
    '<div style="width: 500px">x</div>': "px, window 390 px",
}


@pytest.fixture(scope="module")
def faulty(healthy, browser, tmp_path_factory):
    """What is found on a page with all of these faults. They are planted in the built page, so no build is needed.

    Without the page's policy, which would keep some faults from showing.
    """
    site = tmp_path_factory.mktemp("seen") / "site"
    shutil.copytree(healthy / "site", site)
    edit(site, "other/index.html", "<p>Text.</p>", "".join(PLANTED))
    edit(site, "other/index.html", "Content-Security-Policy", "none")
    with opened_of(browser, site, "/other/") as tab:
        return problems_of(tab)


@pytest.mark.parametrize("problem", PLANTED.values())
def test_a_bad_page_is_red(faulty, problem):
    assert any(problem in found for found in faulty), faulty


@pytest.mark.parametrize(
    "planted",
    [
        "<script>document.title = 'run'</script>",
        '<p onclick="document.title = 1">Text.</p><script src="../assets/js/tabs.js"></script>',
        '<a href="javascript:document.title = 1">Text.</a>',
        '<script src="https://example.org/x.js"></script>',
        '<base href="https://example.org/">',
    ],
)
def test_what_the_policy_forbids_is_stopped(healthy, browser, planted, tmp_path):
    site = shutil.copytree(healthy / "site", tmp_path / "site")
    edit(site, "other/index.html", "<p>Text.</p>", planted)
    with serve(site) as origin, browser.new_context() as context:
        page = context.new_page()
        problems = watch(page, origin)
        page.goto(f"{origin}/other/")
        for inside in page.locator(
            "article a[href^=javascript], article p[onclick]"
        ).all():
            inside.click()
        assert any("Content Security Policy" in problem for problem in problems)
        assert page.title().startswith("Another page")
