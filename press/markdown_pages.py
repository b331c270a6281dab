"""A page as Markdown, made from its finished HTML: numbers, claims and tables are in it, formulas are TeX again.

Readers copy it into a chat, and programs read it at …/index.md, next to the page. llms.txt (https://llmstxt.org) tells
them what the site answers and where the pages are.
"""

import re
from dataclasses import replace
from urllib.parse import urljoin

import yaml
from bs4 import BeautifulSoup
from markdownify import ATX, MarkdownConverter

from evidence.files import write
from press import templates
from press.citation import TEXT_LICENSE, about, commit_of
from press.claim_index import provenance_of

# As press/katex.py writes them. They are most of a page, so they are replaced before it is parsed.
FORMULA = re.compile(
    r'<(span|div) class="arithmatex[^>]* data-tex="(.*?)".*?(?:</x-formula></span>|</div>)',
    re.DOTALL,
)
TOKEN = re.compile(r'<span class="[a-z][a-z0-9]?">([^<]*)</span>')  # of Pygments
CHROME = ".headerlink, .filter, .constant-reason, meter, script, style, img[src$='#only-dark']"


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


CONVERTER = Converter(code_language_callback=language)


def as_tex(formula):
    """The TeX of a match of FORMULA, as HTML."""
    tag = "code" if formula[1] == "span" else "pre"
    return f'<{tag} class="tex">{formula[2]}</{tag}>'


def element(markup):
    return BeautifulSoup(markup, "html.parser").find()


def simplify(soup):
    """Replace what only a browser shows by what Markdown has."""
    for unseen in soup.select(CHROME):
        unseen.decompose()
    for term in soup.select("a.term"):
        term.unwrap()
    for tabs in soup.select(".tabbed-set"):
        labels = tabs.select(".tabbed-labels > label")
        blocks = tabs.select(".tabbed-content > .tabbed-block")
        for label, block in zip(labels, blocks, strict=True):
            block.insert(0, element(f"<p><b>{label.get_text()}</b></p>"))
        for control in tabs.select("input, .tabbed-labels"):
            control.decompose()
        tabs.append(element("<hr>"))  # the end of the last block
    for summary in soup.select("summary"):
        if row := summary.find_parent(class_="row"):
            summary.insert_before(element(row_title(row)))
            summary.name = "p"
        elif summary.h3:
            summary.unwrap()
        else:
            summary.wrap(element("<p></p>"))
            summary.name = "b"
    for badge in soup.select("a.claim"):
        badge.string = f"{badge.get_text()} {badge['data-claim']}"


def row_title(row):
    """The heading of a claim's row: its permanent address, and when it was measured."""
    name, commit = row["data-claim"], row.get("data-commit")
    made = f"measured on {row['data-date']}" + (f", commit {commit}" if commit else "")
    return f'<h4><a href="#{name}">{name}</a> ({made})</h4>'


def target(link, address, site_url):
    """Where a link of the page at ``address`` leads from its Markdown: to another page's Markdown, or to a row of the evidence.

    >>> target("../../evidence/#some-id", "practice/policies/", "https://example.org/why/")
    'https://example.org/why/evidence/#some-id'
    """
    if "://" in link:
        return link
    path, hash_, anchor = link.partition("#")
    if path.endswith("/") and not (path.endswith("evidence/") and anchor):
        path += "index.md"
    return urljoin(site_url + address, f"{path}{hash_}{anchor}")


def front_matter(article, site, made):
    """What is known of a page whose evidence was ``made`` so, for whoever quotes it."""
    found = {
        "title": article.title,
        "description": article.description,
        "url": site.address + article.address,
    }
    if made:
        found["evidence"] = f"measured {made['date'][:10]}, {commit_of(made)}"
    found |= {"version": about()["version"], "license": TEXT_LICENSE}
    facts = yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=1000)
    return f"---\n{facts}---\n\n"


def parsed(article, site):
    """The content of an Article as a tree that CONVERTER writes as Markdown."""
    markup = TOKEN.sub(r"\1", FORMULA.sub(as_tex, article.html))
    soup = BeautifulSoup(markup, "html.parser")
    simplify(soup)
    for link in soup.select("a[href]"):
        link["href"] = target(link["href"], article.address, site.address)
    for image in soup.select("img[src]"):
        source = image["src"].removesuffix("#only-light")
        image["src"] = target(source, article.address, site.address)
    return soup


def markdown_of(article, site):
    """{file: text} of an Article as Markdown: the page, and a file for each row of the evidence."""
    soup, pages = parsed(article, site), {}
    for row in soup.select(".row"):
        name = row["data-claim"]
        statement = CONVERTER.convert_soup(row.select_one("[data-shows=statement]"))
        address = f"{article.address}#{name}"
        page = replace(article, title=name, description=statement, address=address)
        text = CONVERTER.convert_soup(row).strip("\n# ")
        facts = front_matter(page, site, provenance_of(name))
        pages[f"{name}.md"] = f"{facts}# {text}\n"
        place = target(f"{name}.md", article.address, site.address)
        row.p.append(element(f'<span> <a href="{place}">Its row</a></span>'))
        row.replace_with(row.h4, row.p)
    facts = front_matter(article, site, site.made)
    pages["index.md"] = f"{facts}{CONVERTER.convert_soup(soup)}\n"
    return pages


def write_index(folder, site, pages):
    """Write llms.txt into the site's ``folder``, and llms-full.txt with all of ``pages``, {path: (Article, its Markdown)}.

    It leaves out the evidence, whose claims the pages have.
    """
    index = templates.render("llms.txt", site=site, pages=pages)
    write(folder / "llms.txt", index + "\n")
    ordered = (path for paths in site.sections.values() for path in paths)
    texts = (pages[path][1] for path in ordered if path != "evidence.md")
    write(folder / "llms-full.txt", "\n".join(texts))
