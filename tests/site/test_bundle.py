"""All pages link to one style sheet, which holds the rules of all."""

import pytest

from press.bundle import SHEET, bundle
from press.errors import SiteError

PAGE = """<meta charset="utf-8"><link rel="stylesheet" href="../assets/stylesheets/main.css">
<link rel="stylesheet" href="../assets/css/site.css">
  <p class="ours">Text.</p>"""


@pytest.fixture
def site(tmp_path):
    for name, content in {
        "a/index.html": PAGE,
        "assets/stylesheets/main.css": "@font-face { font-family: A; src: url(fonts/a.woff2) }",
        "assets/css/site.css": ".ours:is(:hover) { color: red } .nobodys { top: 0 }",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_the_sheets_become_one(site):
    bundle(site)
    (sheet,) = site.rglob("*.css")
    css = sheet.read_text(encoding="utf-8")
    assert "url(./stylesheets/fonts/a.woff2)" in css
    assert ".ours:is(:hover){color:red}" in css
    html = (site / "a" / "index.html").read_text(encoding="utf-8")
    assert SHEET.findall(html) == [("../", f"assets/{sheet.name}")]
    assert "nobodys" not in css
    assert '<p class="ours">Text.</p>' in html


def test_a_page_with_sheets_of_its_own_is_refused(site):
    (site / "index.html").write_text(PAGE.replace("../assets/css/site.css", "x.css"))
    with pytest.raises(SiteError, match=r"different style sheets.*main\.css"):
        bundle(site)
