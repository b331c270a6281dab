"""A page as Markdown, made from its finished HTML: numbers, claims and tables are in it, formulas are TeX again.

Readers copy it into a chat, and programs read it at …/index.md, next to the page.
"""

import posixpath
import re
from dataclasses import replace
from urllib.parse import urljoin, urlsplit

import yaml
from bs4 import BeautifulSoup
from markdownify import ATX, MarkdownConverter

from press.citation import TEXT_LICENSE, about, commit_of

SITE = "http://site/"  # stands for the site while links are joined
EVIDENCE = f"{SITE}evidence/"
# As press/katex.py writes them. They are most of a page, so they are replaced before it is parsed.
FORMULA = re.compile(
    r'<(span|div) class="arithmatex[^>]* data-tex="(.*?)".*?(?:</x-formula></span>|</div>)',
    re.DOTALL,
)
CHROME = ".headerlink, .evidence-filter, .constant-reason, meter, script, style, img[src$='#only-dark']"
ROW = re.compile(r"^###(# \[([\w-]+)\].*?)(?=^#{2,4} |\Z)", re.MULTILINE | re.DOTALL)


class Converter(MarkdownConverter):
    """HTML to Markdown with TeX between dollar signs, and with fences that name their language."""

    class Options(MarkdownConverter.DefaultOptions):
        bullets = "-"
        heading_style = ATX

    def convert_code(self, el, text, parent_tags):
        if el.get("class") == ["tex"]:
            return f"${text}$"
        return super().convert_code(el, text, parent_tags)

    def convert_pre(self, el, text, parent_tags):
        if el.get("class") == ["tex"]:
            return f"\n\n$$\n{text}\n$$\n\n"
        return super().convert_pre(el, text, parent_tags)

    def convert_hN(self, n, el, text, parent_tags):
        anchor = f" {{#{el['id']}}}" if el.get("id") else ""
        return super().convert_hN(n, el, text + anchor, parent_tags)

    def convert_td(self, el, text, parent_tags):
        return super().convert_td(el, text.replace("|", r"\|"), parent_tags)

    convert_th = convert_td
    convert_details = convert_figure = MarkdownConverter.convert_div


def language(pre):
    """The language of a block of code, which the element around it names."""
    classes = pre.parent.get("class", [])
    names = (each for each in classes if each.startswith("language-"))
    return next(names, "").removeprefix("language-")


def as_tex(formula):
    """The TeX of a match of FORMULA, as HTML."""
    tag = "code" if formula[1] == "span" else "pre"
    return f'<{tag} class="tex">{formula[2]}</{tag}>'


def element(soup, name, content, **attributes):
    """A new element with text or another element in it."""
    made = soup.new_tag(name, attrs=attributes)
    made.append(content)
    return made


def simplify(soup):
    """Replace what only a browser shows by what Markdown has."""
    for unseen in soup.select(CHROME):
        unseen.decompose()
    for term in soup.select("a.term"):
        term.unwrap()
    for drawing in soup.select("svg[aria-label]"):
        alt = f"[Figure: {drawing['aria-label']}]"
        drawing.replace_with(element(soup, "p", alt))
    for tabs in soup.select(".tabbed-set"):
        labels = [label.get_text() for label in tabs.select(".tabbed-labels > label")]
        blocks = tabs.select(".tabbed-content > .tabbed-block")
        for label, block in zip(labels, blocks, strict=True):
            name = element(soup, "strong", label)
            block.insert(0, element(soup, "p", name))
        for control in tabs.select("input, .tabbed-labels"):
            control.decompose()
        tabs.append(soup.new_tag("hr"))  # the end of the last block
    for summary in soup.select("summary"):
        if row := summary.find_parent(class_="row"):
            name = row["data-claim"]
            link = element(soup, "a", name, href=f"#{name}")
            title = element(soup, "h4", link)
            commit = (
                f", commit {row['data-commit']}" if "data-commit" in row.attrs else ""
            )
            title.append(f" (measured on {row['data-date']}{commit})")
            row.insert(0, title)
            summary.name = "p"
        elif summary.h3:
            summary.unwrap()
        else:
            summary.wrap(soup.new_tag("p"))
            summary.name = "strong"
    for badge in soup.select("a.claim"):
        badge.string = f"{badge.get_text()} {badge['data-claim']}"


def target(link, address, site_url):
    """Where a link of the page at ``address`` leads from its Markdown: to another page's Markdown, or to a row of the evidence.

    >>> target("../nan/#large-h", "practice/policies/", None)
    '../nan/index.md#large-h'
    >>> target("../../evidence/#some-id", "practice/policies/", "https://example.org/why/")
    'https://example.org/why/evidence/#some-id'
    """
    whole = urljoin(SITE + address, link)
    if not whole.startswith(SITE):
        return link
    place = urlsplit(whole)
    page = place.path.endswith("/")
    if page and not (place.fragment and whole.startswith(EVIDENCE)):
        place = place._replace(path=f"{place.path}index.md")
    path = place.path.lstrip("/")
    if not site_url:
        path = posixpath.relpath(path, address or ".") + "/" * path.endswith("/")
    anchor = f"#{place.fragment}" if place.fragment else ""
    return f"{site_url or ''}{path}{anchor}"


def front_matter(article, site, made):
    """What is known of the page, for whoever quotes it."""
    found = {"title": article.title, "description": article.description}
    if site.address:
        found["url"] = site.address + article.address
    if made:
        found["evidence"] = f"measured {made['date'][:10]}, {commit_of(made)}"
    found |= {"version": about()["version"], "license": TEXT_LICENSE}
    return yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=1000)


def markdown_of(article, site, made):
    """An Article as Markdown; ``made`` is the provenance of the evidence. Links are relative if the site has no address."""
    html = FORMULA.sub(as_tex, article.html)
    soup = BeautifulSoup(html, "html.parser")
    simplify(soup)
    for link in soup.select("a[href]"):
        link["href"] = target(link["href"], article.address, site.address)
    for image in soup.select("img[src]"):
        source = image["src"].removesuffix("#only-light")
        image["src"] = target(source, article.address, site.address)
    text = Converter(code_language_callback=language).convert_soup(soup)
    return f"---\n{front_matter(article, site, made)}---\n\n{text}\n"


def split_rows(text, article, site, made_of):
    """The Markdown of the evidence with only the sentence of each claim, and {claim: its row as a page of its own}.

    ``made_of`` is a function from a claim's id to the provenance of its result.
    """
    rows = {}

    def sentence(found):
        whole, name = found.groups()
        title, statement, _ = found[0].split("\n\n", 2)
        page = replace(
            article,
            title=name,
            description=statement.removeprefix("**✓** "),
            address=f"{article.address}#{name}",
        )
        facts = front_matter(page, site, made_of(name))
        rows[name] = f"---\n{facts}---\n\n{whole.rstrip()}\n"
        place = f"{site.address}{article.address}" if site.address else ""
        return f"{title}\n\n{statement} [Its row]({place}{name}.md)\n\n"

    return ROW.sub(sentence, text), rows
