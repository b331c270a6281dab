"""What the site shows is what the evidence says: every injected number, sentence and badge is read back."""

import json

import pytest
from bs4 import BeautifulSoup

from press.figures import MANIFEST
from press.paths import DOCS
from tests.site.marks import alt_faults, asked, faults, missing_in_rows, printed
from tests.site.site import PAGES, read


@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_what_the_evidence_says(built_site, evidence, page):
    tree, claims = read(built_site, page), evidence["claims"]
    assert [*faults(tree, page, claims)] == []
    source = (DOCS / page).read_text(encoding="utf-8")
    assert [*printed(tree)] == [*asked(source, claims)]
    drawn = json.loads(MANIFEST.read_text(encoding="utf-8"))["figures"]
    assert [*alt_faults(tree, drawn)] == []
    of_page = {name for name, claim in claims.items() if claim["page"] == page}
    assert {name for name in of_page if not tree.find(id=f"claim-{name}")} == set()


def test_the_rows_show_all_of_the_evidence(built_site, evidence):
    tree = read(built_site, "evidence.md")
    assert [*missing_in_rows(tree, evidence["claims"])] == []


def test_no_number_is_a_link_inside_a_heading_or_a_link(built_site):
    for page in PAGES:
        nested = ":is(h1, h2, h3, h4, h5, h6, a) a[data-shows]"
        assert read(built_site, page).select(nested) == []


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


@pytest.mark.slow
def test_a_small_site_shows_what_its_evidence_says(healthy):
    assert [*small_faults(healthy)] == []


ROW = "evidence/index.html"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("index.html", ">2.01<", ">2.02<", "expected '2.01'"),
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
