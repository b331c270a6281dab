"""What programs read: each page as Markdown, llms.txt, and JSON-LD."""

import copy
import functools
import json
import re
import tomllib
from urllib.parse import urlsplit

import pytest
import yaml

from evidence.files import ROOT
from tests.site.conftest import PROJECT
from tests.site.site import NOTEBOOK_PAGE, PAGES, address, read

ALL = [*PAGES, NOTEBOOK_PAGE]
HOME = f"https://someone.github.io{PROJECT}/"
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
UNSEEN = ".headerlink, .constant-reason, .evidence-filter, .page-menu, meter, script, style, template"
TARGET = re.compile(r"\]\((https?://[^)\s]+)\)")
ADDED = re.compile(r"\[✓ [\w-]+\]|^#### \[.*|^ *\d+\. |\{#.+?\}$", re.MULTILINE)


def markdown(site, page):
    """The front matter of a page's Markdown, and its text."""
    file = site / address(page).strip("/") / "index.md"
    return parts(file)


def parts(file):
    _, facts, text = file.read_text(encoding="utf-8").split("---\n", 2)
    return yaml.safe_load(facts), text


def with_rows(site, text):
    """The evidence's Markdown with each claim's row in place of its sentence."""
    row = re.compile(r"^#### .+\n\n.+ \[Its row\]\(.+/([\w-]+)\.md\)$", re.MULTILINE)
    return row.sub(
        lambda found: f"###{parts(site / 'evidence' / f'{found[1]}.md')[1].strip()}",
        text,
    )


def shown(tree):
    """The words of an article in their order, with TeX for formulas and with what pictures tell."""
    article = copy.copy(tree.article)
    for formula in article.select(".arithmatex"):
        formula.replace_with(f" {formula.select_one('annotation').get_text()} ")
    for picture in article.select("svg"):
        picture.replace_with(f" {picture.get('aria-label', '')} ")
    for picture in article.select("img"):
        dark = picture["src"].endswith("#only-dark")
        picture.replace_with("" if dark else f" {picture['alt']} ")
    for unseen in article.select(UNSEEN):
        unseen.decompose()
    return article.get_text(" ")


@pytest.mark.parametrize("page", ALL)
def test_the_numbers_of_the_markdown_are_those_of_the_page(built_site, page):
    _, text = markdown(built_site, page)
    text = ADDED.sub("", TARGET.sub("]", with_rows(built_site, text)))
    expected = NUMBER.findall(shown(read(built_site, page)))
    assert NUMBER.findall(text) == expected


@pytest.mark.parametrize("page", ALL)
def test_a_page_leads_to_its_markdown(built_site, page):
    tree = read(built_site, page)
    (link,) = tree.select("link[rel=alternate][type='text/markdown']")
    assert link["href"] == "index.md"
    facts, text = markdown(built_site, page)
    assert facts["url"] == HOME + address(page).lstrip("/")
    assert text.lstrip().startswith("# ")


def test_claims_code_and_formulas_are_in_the_markdown(built_site):
    _, text = markdown(built_site, "question.md")
    for part in (
        f"[✓ same-sample]({HOME}evidence/#same-sample)",
        "\n$$\n\\mathrm{KL}=\\tfrac12\\bigl(\\sigma^2+\\mu^2-1-\\log\\sigma^2\\bigr).\n$$\n",
        r"computes $\sigma = e^{h/2}$, which",
        "**PyTorch**\n\n```python\nimport torch\n",
        "**See the gradient, with the trick and without it**\n\nTensorFlow finds",
        f"]({HOME}reasons/1-no-real-difference/index.md)",
    ):
        assert part in text


@functools.cache
def anchors(file):
    return {*re.findall(r'\sid="([^"]+)"', file.read_text(encoding="utf-8"))}


def lost(site, text):
    """The links of a text that lead to no file of the site, or to no place in it."""
    for link in TARGET.findall(text):
        if link.startswith(HOME):
            place = urlsplit(link.removeprefix(HOME))
            file = site / place.path
            page = file.with_name("index.html") if file.name == "index.md" else file
            page = page / "index.html" if page.is_dir() else page
            is_text = place.fragment.startswith(":~:")
            known = is_text or not place.fragment or place.fragment in anchors(page)
            if not file.exists() or not known:
                yield link


@pytest.mark.parametrize("page", ALL)
def test_links_of_the_markdown_resolve(built_site, page):
    _, text = markdown(built_site, page)
    assert HOME in text
    assert "](.." not in text
    assert [*lost(built_site, text)] == []


ITEM = re.compile(r"- \[[^\]]+\]\(https://\S+\): \S.*")


def test_llms_txt_follows_its_convention(built_site):
    """A title, a summary as a quotation, notes without headings, and sections that are lists of links."""
    text = (built_site / "llms.txt").read_text(encoding="utf-8")
    notes, *sections = text.split("\n## ")
    title, summary, *_ = notes.split("\n\n")
    assert re.fullmatch(r"# .+", title)
    assert re.fullmatch(r"> .+", summary)
    assert notes.count("# ") == 1
    for section in sections:
        _, _, *items = section.rstrip().split("\n")
        assert items
        assert [item for item in items if not ITEM.fullmatch(item)] == []
    assert [*lost(built_site, text)] == []
    whole = (built_site / "llms-full.txt").read_text(encoding="utf-8")
    for page in ALL:
        assert f"({HOME}{address(page).lstrip('/')}index.md)" in text
        assert (markdown(built_site, page)[1] in whole) == (page != "evidence.md")
    for file in ("evidence.json", "evidence.schema.json"):
        assert f"({HOME}{file})" in text


# Properties of schema.org's types that our pages have, and those that are required here: by Google's rules for articles
# and questions, and for a citation.
WORK = {"headline", "description", "inLanguage", "author", "license", "version", "isPartOf", "dateModified", "url"}  # fmt: skip
REQUIRED = {
    "TechArticle": WORK,
    "LearningResource": WORK,
    "FAQPage": {"mainEntity"},
    "Question": {"name", "acceptedAnswer"},
    "Answer": {"text"},
    "Organization": {"name"},
    "WebSite": {"name", "url"},
}
OPTIONAL = {"TechArticle": {"citation"}, "LearningResource": {"citation"}}
FORMS = {  # what a value must match
    "url": r"https://\S+",
    "license": r"https://\S+",
    "dateModified": r"\d{4}-\d\d-\d\d",
    "headline": r".{1,110}",  # what Google shows
}


def faults(thing):
    """What is wrong with one object of JSON-LD and with those in it, one line each."""
    types = thing["@type"] if isinstance(thing["@type"], list) else [thing["@type"]]
    required = {name for each in types for name in REQUIRED[each]}
    optional = {name for each in types for name in OPTIONAL.get(each, ())}
    names = thing.keys() - {"@type", "@context"}
    yield from (f"{types} has no {name}" for name in required - names)
    yield from (f"{types} has {name}" for name in names - required - optional)
    for name in names:
        values = thing[name] if isinstance(thing[name], list) else [thing[name]]
        for value in values:
            if isinstance(value, dict):
                yield from faults(value)
            elif not value or not re.fullmatch(FORMS.get(name, ".+"), value):
                yield f"{name} is {value!r}"


def structured(site, page):
    (script,) = read(site, page).select('script[type="application/ld+json"]')
    return script.string, json.loads(script.string)


@pytest.mark.parametrize("page", ALL)
def test_structured_data_is_valid(built_site, page):
    text, data = structured(built_site, page)
    assert data["@context"] == "https://schema.org"
    assert [*faults(data)] == []
    assert len(text.encode()) <= 2048
    described = read(built_site, page).select_one("meta[name=description]")["content"]
    assert data["description"] == described
    assert data["url"] == HOME + address(page).lstrip("/")


def test_the_front_page_has_the_question_and_its_answer(built_site):
    _, data = structured(built_site, "index.md")
    (question,) = data["mainEntity"]
    words = " ".join(read(built_site, "index.md").article.get_text().split())
    assert question["name"] in words
    assert question["acceptedAnswer"]["text"] in words
    assert "FAQPage" in data["@type"]
    assert "https://arxiv.org/abs/1312.6114" in data["citation"]


def test_the_version_is_said_once():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = re.search(r"^## (\S+) \((\S+)\)$", changes, re.MULTILINE).groups()
    assert newest == (citation["version"], str(citation["date-released"]))
    assert project["project"]["version"] == citation["version"]
