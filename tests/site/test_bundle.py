"""All pages link to one style sheet, which holds the rules of all."""

import pytest

from press import node
from press.errors import SiteError

PAGE = """<meta charset="utf-8"><link rel="stylesheet" href="../assets/stylesheets/main.css">
<link rel="stylesheet" href="../generated/katex/katex.min.css">
  <p class="ours">Text.</p>"""


@pytest.fixture
def site(tmp_path):
    for name, content in {
        "a/index.html": PAGE,
        "assets/stylesheets/main.css": ".ours:is(:hover) { color: var(--a); --a: red; --b: 0 } .nobodys { top: 0 }",
        "generated/katex/katex.min.css": "@font-face { font-family: A; src: url(fonts/a.woff2) }",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_the_sheets_become_one(site):
    node.run("press/bundle.mjs", site)
    (sheet,) = site.rglob("*.css")
    css = sheet.read_text(encoding="utf-8")
    assert "url(fonts/a.woff2)" in css
    assert ".ours:hover{color:var(--a);--a:red}" in css
    assert "nobodys" not in css
    html = (site / "a" / "index.html").read_text(encoding="utf-8")
    link = f'<link rel="stylesheet" href="../generated/katex/{sheet.name}">'
    assert html == f'<meta charset="utf-8">{link}\n\n  <p class="ours">Text.</p>'


def test_a_page_with_sheets_of_its_own_is_refused(site):
    (site / "index.html").write_text(PAGE.replace("katex.min.css", "x.css"))
    with pytest.raises(SiteError, match=r"different style sheets[^$]*x\.css"):
        node.run("press/bundle.mjs", site)
