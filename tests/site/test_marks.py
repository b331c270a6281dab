"""The gate that reads back every number, sentence and badge of a page names what is shown otherwise; test_pages.py uses it."""

import json

import pytest
from bs4 import BeautifulSoup

from tests.site.marks import asked, faults, missing_in_rows, printed
from tests.site.site import read

pytestmark = pytest.mark.slow


SMALL = ("index.md", "evidence.md")


def small_faults(root):
    site = root / "site"
    claims = json.loads((site / "evidence.json").read_text(encoding="utf-8"))["claims"]
    trees = {page: read(site, page) for page in SMALL}
    for page, tree in trees.items():
        yield from faults(tree, page, claims)
    source = (root / "docs/index.md").read_text(encoding="utf-8")
    if [*printed(trees["index.md"])] != [*asked(source, claims)]:
        yield "index.md: another number than its source asks for"
    yield from missing_in_rows(trees["evidence.md"], claims)


def test_a_small_site_shows_what_its_evidence_says(healthy):
    assert [*small_faults(healthy)] == []


ROW = "evidence/index.html"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("index.html", ">2.012<", ">2.013<", "expected '2.012'"),
        ("index.html", "1.992 to 2.033", "2.033 to 1.992", "interval of small-mean"),
        ("index.html", "#small-mean", "#small-sum", "not to its row"),
        ("index.html", 'data-part="half" data-shows="estimate"', "", "source asks"),
        ("index.html", "One and two are", "One and one are", "not the claim's"),
        ("index.html", ">✓</a>", ">✗</a>", "expected '✓'"),
        (ROW, ">at least −60<", ">at least −61<", "expected of small-mean, half"),
        (ROW, "1 in 10,000", "1 in 1,000", "rates of small-mean"),
        (ROW, ">rejected<", ">accepted<", "expected 'rejected'"),
        (ROW, ">−70 %<", ">−71 %<", "small-mean, one is lost, half"),
        (ROW, ">half</th>", ">all</th>", "lacks ('value', None, 'half')"),
    ],
)
def test_what_is_shown_otherwise_is_named(healthy, monkeypatch, file, old, new, said):
    def changed(site, page):
        path = site / page.replace("index.md", "").replace(".md", "") / "index.html"
        text = path.read_text(encoding="utf-8")
        if path == site / file:
            assert old in text
            text = text.replace(old, new)
        return BeautifulSoup(text, "html.parser")

    monkeypatch.setitem(small_faults.__globals__, "read", changed)
    found = [*small_faults(healthy)]
    assert any(said in fault for fault in found), found
