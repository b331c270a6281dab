"""The built pages, read once: their text, pictures, formulas and links, their numbers, and what programs read of them."""

import functools
import html
import json
import re
from urllib.parse import unquote, urljoin, urlsplit

import jsonschema
import pytest
from jsonschema import Draft202012Validator

from evidence.files import ROOT
from press import glossary
from press.figures import MANIFEST
from press.leaks import leaks
from press.paths import DOCS
from press.tables.records import load
from tests.site import machines, marks
from tests.site.site import ALL, NOTEBOOK_PAGE, PATH, address, images_without_alt, read

CHILDREN = {"mfrac": 2, "msub": 2, "msup": 2, "msubsup": 3, "munder": 2, "mover": 2, "munderover": 3}  # fmt: skip


def faults_of_text(tree):
    """What is wrong with a page's title, description, pictures and formulas, one line each."""
    if len([title for title in tree.article.find_all("h1") if title.get_text()]) != 1:
        yield "it has no title, or several"
    described, shared = (
        tree.find("meta", {key: name})["content"]
        for key, name in (("name", "description"), ("property", "og:description"))
    )
    if described != shared or not 50 <= len(described) <= 165:
        yield f"its description, which others see below its title: {described!r}"
    for picture in images_without_alt(tree.article):
        yield f"a picture without alternative text: {picture}"
    for element in tree.article.find_all([*CHILDREN]):
        # KaTeX writes B with exp for its index as an index of two parts, and browsers drop it.
        if len(element.find_all(recursive=False)) != CHILDREN[element.name]:
            yield f"a screen reader reads only a part of {element}"


def faults_of_evidence(tree, page, claims):
    """Where a page does not show what the evidence says, one line each."""
    yield from marks.faults(tree, page, claims)
    source = (DOCS / page).read_text(encoding="utf-8")
    if [*marks.printed(tree)] != [*marks.asked(source, claims)]:
        yield "it shows other claims and numbers than its source asks for"
    drawn = json.loads(MANIFEST.read_text(encoding="utf-8"))["figures"]
    yield from marks.alt_faults(tree, drawn)
    for name, claim in claims.items():
        if claim["page"] == page and not tree.find(id=f"claim-{name}"):
            yield f"{name} is not stated"
    for link in tree.find_all("a", attrs={"data-shows": True}):
        if link.find_parent(["h1", "h2", "h3", "h4", "h5", "h6", "a"]):
            yield f"a number is a link inside of a heading or a link: {link}"


@pytest.mark.parametrize("page", ALL)
def test_a_page_is_sound(built_site, evidence, page):
    tree = read(built_site, page)
    assert [*faults_of_text(tree)] == []
    assert [*leaks(tree)] == []
    if page != NOTEBOOK_PAGE:
        assert [*faults_of_evidence(tree, page, evidence["claims"])] == []
    assert [*machines.faults(built_site, page)] == []


def words(text):
    return {*re.findall(r"[\w']+", text.lower())}


def test_each_page_is_described_by_itself_and_named_by_the_navigation(built_site):
    trees = [read(built_site, page) for page in ALL]
    said = {tree.find("meta", {"name": "description"})["content"] for tree in trees}
    assert len(said) == len(ALL)
    links = read(built_site, "index.md").select(".md-nav--primary a.md-nav__link")
    labels = {
        "/" + link["href"].strip("./").partition("#")[0]: words(link.get_text())
        for link in links
    }
    for page, tree in zip(ALL, trees, strict=True):
        label = labels[address(page).rstrip("/") or "/"]
        assert page == "index.md" or label <= words(tree.h1.get_text()), page


def test_every_term_of_the_glossary_is_met_on_some_page(built_site):
    links = [
        link
        for page in ALL
        for link in read(built_site, page).article.find_all("a", class_="term")
    ]
    met = {link["href"].partition("#")[2] for link in links}
    assert set(glossary.terms().values()) - met == set()


LINK = re.compile(r'<[a-z][^>]*?\s(?:href|src)="([^"]*)"')
POLICY = re.compile(r'<head>\s*<meta charset="utf-8"><meta http-equiv="Content-')
# A formula in a colour of its own would have another contrast than the text, which tests/site/browser.py checks.
COLOURED = re.compile(r'<span[^>]* style="[^"]*color:(?!transparent)|mathcolor=')


def lost(site, name, text):
    """The links of a built page that lead to no file of the site, once it is published below PATH."""
    place = f"https://site{PATH}/{name}"
    for link in {*LINK.findall(text)}:
        target = urlsplit(urljoin(place, html.unescape(link)))
        if target.netloc == "site":
            inside = unquote(target.path).removeprefix(f"{PATH}/")
            found = site / inside / ("index.html" if target.path[-1] == "/" else "")
            if not target.path.startswith(f"{PATH}/") or not found.is_file():
                yield link


def test_every_page_has_its_policy_and_leads_to_what_is_there(built_site):
    files = [*built_site.rglob("*.html")]
    assert len(files) == len(ALL) + 1  # and 404.html
    for file in files:
        text = file.read_text(encoding="utf-8")
        name = file.relative_to(built_site).as_posix()
        assert POLICY.search(text), name
        assert not COLOURED.search(text), name
        assert [*lost(built_site, name, text)] == [], name


def test_a_page_asks_for_fonts_early_and_for_scripts_late(built_site):
    text = (built_site / "question" / "index.html").read_text(encoding="utf-8")
    assert text.count('<link rel="preload"') == 2
    assert '.min.js" defer></script>' in text
    assert '.min.js"></script>' not in text


def test_nothing_else_is_published(built_site):
    """No source of a page and no file of the press lies in the site; of stored arrays only the record's."""
    claims = json.loads((built_site / "evidence.json").read_text())["claims"]
    files = [path for path in built_site.rglob("*") if path.is_file()]
    assert {path.suffix for path in files} & {".py", ".pycon"} == set()
    assert len([each for each in files if each.suffix == ".md"]) == len([*ALL, *claims])
    stored = [path.name for path in files if path.suffix == ".npz"]
    assert stored == ["trained-models.npz"]


@pytest.mark.slow
def test_the_evidence_is_as_its_schema_says(evidence):
    schema = json.loads((DOCS / "evidence.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(evidence, schema, Draft202012Validator)


def test_programs_get_the_evidence(built_site):
    """A strict build has all of it: test_build_gates.py."""
    links = read(built_site, "evidence.md").article.select("a[download]")
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


@functools.cache
def content(file):
    return file.read_bytes()


def test_every_claim_has_its_row_which_shows_it_and_leads_to_its_check(
    built_site, evidence
):
    claims, tree = evidence["claims"], read(built_site, "evidence.md")
    rows = tree.article.find_all("details", attrs={"data-claim": True})
    assert {row["data-claim"] for row in rows} == claims.keys() != set()
    for row in rows:
        name = row["data-claim"]
        assert row.find("div", id=name, recursive=False)  # what a link opens
        file, function = claims[name]["test"].split("::")
        (link,) = [a["href"] for a in row.find_all("a") if a.string == "its check"]
        published, _, text = link.partition("#:~:text=")
        published = (built_site / "evidence" / published).resolve()
        assert content(published) == b"\xef\xbb\xbf" + content(ROOT / file)
        assert text == f"def%20{function}%28"  # a browser scrolls there
    assert [*marks.missing_in_rows(tree, claims)] == []


def test_the_notebook_can_be_downloaded(built_site):
    (link,) = read(built_site, NOTEBOOK_PAGE).article.select("a[download]")
    assert (built_site / address(NOTEBOOK_PAGE).strip("/") / link["href"]).is_file()


def test_every_question_leads_to_its_claim_and_its_page(built_site, evidence):
    shown = read(built_site, "asked-elsewhere.md")
    links = {link["href"] for link in shown.article.find_all("a", href=True)}
    for row in load(DOCS / "asked-elsewhere.yml", unique="link"):
        page, _, anchor = row["page"].partition("#")
        assert not anchor or read(built_site, page).find(id=anchor), row["question"]
        assert {row["link"], f"../evidence/#{row['claim']}"} <= links
