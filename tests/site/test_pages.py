"""The built pages: each is there, has its heading, its pictures have names, its formulas need no script."""

import html
import json
import re
from urllib.parse import unquote, urljoin, urlsplit

import jsonschema
import pytest
from jsonschema import Draft202012Validator

from evidence import results
from evidence.files import ROOT
from press.leaks import leaks
from press.paths import DOCS
from press.tables import asked
from tests.site.conftest import PROJECT
from tests.site.site import NOTEBOOK_PAGE, PAGES, address, images_without_alt, read

ALL = [*PAGES, NOTEBOOK_PAGE]


@pytest.fixture(params=ALL, scope="module")
def tree(request, built_site):
    return read(built_site, request.param)


def test_a_page_has_one_title(tree):
    (title,) = tree.select("article h1")
    assert title.get_text(strip=True)


def test_every_image_has_alt_text(tree):
    assert images_without_alt(tree.article) == []


def test_a_page_is_described_in_a_line_or_two(tree):
    """Where somebody shares it or finds it, this stands below its title."""
    described = tree.select_one("meta[name=description]")["content"]
    assert described == tree.select_one('meta[property="og:description"]')["content"]
    assert 50 <= len(described) <= 165


def test_each_page_is_described_by_itself(built_site):
    said = {
        read(built_site, page).select_one("meta[name=description]")["content"]
        for page in ALL
    }
    assert len(said) == len(ALL)


def test_nothing_that_was_typed_leaks_into_a_page(tree):
    """Neither a macro nor a formula, nor the place of a claim that is missing."""
    assert [*leaks(tree)] == []


def test_a_formula_has_the_colour_of_its_text(tree):
    """So its contrast is that of the text, which is what tests/site/browser.py has checked."""
    coloured = tree.select('.katex [style*="color:"]:not([style*="transparent"])')
    assert coloured + tree.select(".katex [mathcolor]") == []


CHILDREN = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}  # fmt: skip


def test_what_a_screen_reader_reads_of_formulas_is_whole(tree):
    """Such as B with exp for its index: KaTeX then writes an index of two parts, and browsers drop it."""
    for name, count in CHILDREN.items():
        for element in tree.select(f"math {name}"):
            assert len(element.find_all(recursive=False)) == count, element


def test_every_page_is_in_the_navigation(built_site):
    links = read(built_site, "index.md").select(".md-nav--primary a.md-nav__link")
    targets = {"/" + link["href"].strip("./").partition("#")[0] for link in links}
    assert {address(page).rstrip("/") or "/" for page in ALL} <= targets


LINK = re.compile(r'<[a-z][^>]*?\s(?:href|src)="([^"]*)"')


def lost(site, file):
    """The links of a built page that lead to no file of the site, once it is published below PROJECT."""
    place = f"https://site{PROJECT}/{file.relative_to(site).as_posix()}"
    for link in LINK.findall(file.read_text(encoding="utf-8")):
        target = urlsplit(urljoin(place, html.unescape(link)))
        if target.netloc == "site":
            inside = unquote(target.path).removeprefix(f"{PROJECT}/")
            found = site / inside / ("index.html" if target.path[-1] == "/" else "")
            if not target.path.startswith(f"{PROJECT}/") or not found.is_file():
                yield link


def test_no_link_is_lost(built_site):
    files = [*built_site.rglob("*.html")]
    assert len(files) == len(ALL) + 1  # and 404.html
    assert [(file, link) for file in files for link in lost(built_site, file)] == []


def test_nothing_else_is_published(built_site):
    """No source of a page and no file of the press lies in the site; of stored arrays only the record's."""
    files = [path for path in built_site.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} & {".py", ".pycon"} == set()
    assert len([path for path in files if path.suffix == ".md"]) == len(ALL)
    stored = [path.name for path in files if path.suffix == ".npz"]
    assert stored == ["trained-models.npz"]


def test_programs_get_the_evidence(built_site, evidence):
    assert evidence == results.merged(results.states())
    schema = json.loads((DOCS / "evidence.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(evidence, schema, Draft202012Validator)
    links = read(built_site, "evidence.md").select("article a[download]")
    published = {link["href"] for link in links}
    data = {"../evidence.json", "../evidence.schema.json"}
    assert data <= published
    for archive in published - data:  # none outside of a checkout
        assert re.fullmatch(r"\.\./source-[0-9a-f]{10}\.zip", archive)
    for file in published:
        assert (built_site / "evidence" / file).resolve().is_file()


def test_the_site_is_cited_with_its_commit_and_date(built_site, evidence):
    made = [file["provenance"] for file in evidence["files"].values()]
    last = max(made, key=lambda each: each["date"])
    cited = read(built_site, "references.md").select_one(".language-bibtex").get_text()
    assert f"evidence of {last['date'][:10]}" in cited
    assert (last["commit"][:10] if last["clean"] else "uncommitted") in cited


def test_every_claim_has_its_row_which_leads_to_its_check(built_site, evidence):
    claims = evidence["claims"]
    rows = read(built_site, "evidence.md").select("details[data-claim]")
    assert {row["data-claim"] for row in rows} == claims.keys() != set()
    for row in rows:
        name = row["data-claim"]
        assert row.select_one(f":scope > div#{name}")  # what a link opens
        file, function = claims[name]["test"].split("::")
        (address,) = [a["href"] for a in row.select("a") if a.string == "its check"]
        content = (built_site / "evidence" / address).resolve().read_bytes()
        assert content == b"\xef\xbb\xbf" + (ROOT / file).read_bytes()
        # A script scrolls there.
        assert function == f"test_{name.replace('-', '_')}"


def test_the_notebook_can_be_downloaded(built_site):
    (link,) = read(built_site, NOTEBOOK_PAGE).select("article a[download]")
    assert (built_site / address(NOTEBOOK_PAGE).strip("/") / link["href"]).is_file()


def test_every_question_leads_to_its_claim_and_its_page(built_site, evidence):
    shown = read(built_site, asked.PAGE)
    links = {link["href"] for link in shown.select("article a")}
    for row in asked.read():
        stated = f"{evidence['claims'][row.claim]['page']}#claim-{row.claim}"
        page, _, anchor = (row.page or stated).partition("#")
        assert not anchor or read(built_site, page).find(id=anchor), row.question
        assert {row.link, f"../evidence/#{row.claim}"} <= links
