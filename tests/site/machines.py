"""What programs read of a page: its Markdown, which has its numbers and its links, and its JSON-LD."""

import functools
import json
import re
from urllib.parse import urlsplit

import yaml
from bs4.element import NavigableString, PreformattedString

from tests.site.site import HOME, address, read

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
UNSEEN = {"headerlink", "constant-reason", "filter", "page-menu", "fold", "meter", "script", "style", "template"}  # fmt: skip
TARGET = re.compile(r"\]\((https?://[^)\s]+)\)")
ADDED = re.compile(r"\[✓ [\w-]+\]|^#### \[.*|^ *\d+\. |\{#.+?\}$", re.MULTILINE)
# What schema.org's types have here: by Google's rules for articles and questions.
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


def markdown(site, page):
    """The front matter of a page's Markdown, and its text."""
    return parts(site / address(page).strip("/") / "index.md")


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


def shown(element):
    """The words of an element in their order, with TeX for formulas and with what pictures tell."""
    if isinstance(element, NavigableString):
        return "" if isinstance(element, PreformattedString) else element
    classes = element.get("class", ())
    if UNSEEN & {element.name, *classes}:
        return ""
    if "arithmatex" in classes:
        return element["data-tex"]
    if element.name == "svg":
        return element.get("aria-label", "")
    if element.name == "img":
        return "" if element["src"].endswith("#only-dark") else element["alt"]
    return " ".join(map(shown, element.children))


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
                yield f"a lost link: {link}"


def structured(tree):
    (script,) = tree.select('head script[type="application/ld+json"]')
    return json.loads(script.string)


def faults_of_data(thing):
    """What is wrong with one object of JSON-LD and with those in it, one line each."""
    types = thing["@type"] if isinstance(thing["@type"], list) else [thing["@type"]]
    required = {name for each in types for name in REQUIRED[each]}
    names = thing.keys() - {"@type", "@context"}
    if names != required:
        yield f"{types} has {sorted(names)}; expected {sorted(required)}"
    for name, value in thing.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from faults_of_data(each)
            elif not each:
                yield f"{name} is {each!r}"


def faults(site, page):
    """What is wrong with what programs read of a page, one line each."""
    tree, (facts, text) = read(site, page), markdown(site, page)
    here = HOME + address(page).lstrip("/")
    (link,) = tree.select("head link[rel=alternate][type='text/markdown']")
    if link["href"] != "index.md" or facts["url"] != here:
        yield f"its Markdown is at {link['href']}, of {facts['url']}"
    if not text.lstrip().startswith("# ") or "](.." in text or HOME not in text:
        yield "its Markdown has no title, or relative links, or none to the site"
    yield from lost(site, text)
    as_text = ADDED.sub("", TARGET.sub("]", with_rows(site, text)))
    if NUMBER.findall(as_text) != NUMBER.findall(shown(tree.article)):
        yield "its Markdown has other numbers than the page"
    data = structured(tree)
    yield from faults_of_data(data)
    described = tree.find("meta", {"name": "description"})["content"]
    if (data["description"], data["url"]) != (described, here):
        yield f"its structured data is of {data['description']!r}, {data['url']}"
