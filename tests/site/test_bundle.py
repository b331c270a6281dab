"""One style sheet for all pages, its name, and what it is made of."""

import shutil

import pytest

from press import bundle
from press.errors import Fault
from tests.site.lost_rules import WHOLE, lost, whole


@pytest.fixture(scope="module")
def packed(built_site):
    (sheet,) = built_site.glob("assets/all.*.css")
    return sheet.read_text(encoding="utf-8")


def test_a_rule_that_is_lost_is_seen(browser, origin, packed):
    """None is: tests/site/test_browser.py asks each page."""
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{origin}/question/")
        without = packed.replace(".katex .vlist-t{", ".gone{")
        assert lost(tab, without) == {".katex .vlist-t"}
        assert len(lost(tab, "")) > 400
        assert len(WHOLE) == 6


def test_what_a_script_shows_has_its_rules_too(browser, origin, packed):
    """Search results with their tags, the word that all is copied, an open badge."""
    with browser.new_context() as context:
        tab = context.new_page()
        tab.goto(f"{origin}/question/")
        tab.locator(".claim").first.click()
        tab.locator("button[data-md-type=copy]").first.click()
        tab.locator(".md-dialog--active").wait_for()
        tab.keyboard.press("/")
        tab.keyboard.type("nan")
        tab.locator(".md-search-result .md-tag").first.wait_for()
        assert lost(tab, packed) == set()
        assert ".md-typeset .md-tag" in lost(tab, packed.replace(".md-tag", ".gone"))


def test_the_sheet_is_the_only_one_and_far_smaller(built_site, packed):
    assert [file.name for file in built_site.rglob("*.css")] == [
        file.name for file in built_site.glob("assets/all.*.css")
    ]
    assert len(packed) < len(whole()) * 3 / 4


PAGE = """<meta charset="utf-8"><link rel="stylesheet" href="../assets/stylesheets/main.css">
<link rel="stylesheet" href="../assets/css/site.css">
<p class="seen">Text unseen</p><img alt="unseen"><script src="../assets/js/page.js"></script>"""
THEIR_SHEET = """.seen { font-family: A; color: var(--used) } .unseen { color: red } .end--next { color: blue } .md-version { color: blue }
:root { --used: red; --unused: blue } @font-face { font-family: A; src: url(fonts/a.woff2) }"""
SCRIPT = """// what people read
document.body.className = location.hash ? `end--${location.hash}` : "md-version";"""


@pytest.fixture
def small(tmp_path):
    for name, content in {
        "a/index.html": PAGE,
        "assets/stylesheets/main.css": THEIR_SHEET,
        "assets/css/site.css": ".ours:is(:hover) { color: red }",
        "assets/js/page.js": SCRIPT,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_what_has_no_use_goes_and_what_a_script_completes_stays(small):
    bundle.pack(small)
    (sheet,) = (small / "assets").glob("*.css")
    css = sheet.read_text(encoding="utf-8")
    for there in (
        ".seen{",
        ".end--next{",
        "--used:",
        ".ours:is(:hover){",
        "url(./stylesheets/fonts/a.woff2)",
    ):
        assert there in css
    for gone in ("unseen", "--unused", "md-version"):
        assert gone not in css
    html = (small / "a" / "index.html").read_text(encoding="utf-8")
    assert bundle.SHEET.findall(html) == [("../", f"assets/{sheet.name}")]
    assert '<p class="seen">Text unseen</p>' in html
    script = (small / "assets" / "js" / "page.js").read_text(encoding="utf-8")
    assert "end--" in script
    assert "people" not in script


def test_another_sheet_has_another_name(small, tmp_path_factory):
    other = shutil.copytree(small, tmp_path_factory.mktemp("other") / "site")
    (other / "assets" / "css" / "site.css").write_text(".ours { color: blue }")
    bundle.pack(small)
    bundle.pack(other)
    assert {file.name for file in small.rglob("*.css")}.isdisjoint(
        file.name for file in other.rglob("*.css")
    )


def test_a_page_with_sheets_of_its_own_is_refused(small):
    (small / "index.html").write_text(PAGE.replace("../assets/css/site.css", "x.css"))
    with pytest.raises(Fault, match=r"other style sheets.*main\.css"):
        bundle.pack(small)


def test_a_sheet_that_is_not_there_is_named(small):
    (small / "assets" / "css" / "site.css").unlink()
    with pytest.raises(Fault, match=r"assets/css/site\.css"):
        bundle.pack(small)
