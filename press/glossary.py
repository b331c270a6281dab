"""The first use of a glossary's term on a page becomes a link to it.

A term is a heading of docs/glossary.md, `### ELBO, evidence lower bound {#elbo}`: any of the names between
commas is linked, whole words only.
"""

import re
import xml.etree.ElementTree as etree

from markdown import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from press.paths import DOCS, link

PAGE = "glossary.md"
TERM = re.compile(r"^### (.+?) \{ ?#([\w-]+) ?\}$", re.MULTILINE)
UNTOUCHED = {"a", "button", "code", "pre", "summary", *(f"h{n}" for n in range(1, 7))}


def terms():
    """{name in lower case: anchor} of docs/glossary.md; none where there is no such page."""
    path = DOCS / PAGE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return {
        name.strip().lower(): anchor
        for names, anchor in TERM.findall(text)
        for name in names.split(",")
    }


def pattern(names):
    """Matches any of the names as a whole word or in the plural; the longest name wins."""
    longest_first = sorted(names, key=len, reverse=True)
    choices = "|".join(map(re.escape, longest_first))
    return re.compile(rf"(?<![\w-])({choices})(?=s?(?![\w-]))", re.IGNORECASE)


class FirstUses(Treeprocessor):
    """Links in one page's tree; works in place."""

    def __init__(self, md, extension):
        super().__init__(md)
        self.extension = extension

    def run(self, root):
        self.anchors, self.used = terms(), set()
        if self.extension.page != PAGE and self.anchors:
            self.pattern = pattern(self.anchors)
            self.visit(root)

    def visit(self, element):
        if element.tag in UNTOUCHED:
            return
        element.text = self.link(element, 0, element.text)
        for child in list(element):
            self.visit(child)
            child.tail = self.link(element, [*element].index(child) + 1, child.tail)

    def link(self, parent, index, text):
        """The text before the first term in it; the term and all after it are inserted as children from ``index`` on."""
        if not text or isinstance(text, AtomicString):
            return text
        for match in self.pattern.finditer(text):
            anchor = self.anchors[match[0].lower()]
            if anchor not in self.used:
                self.used.add(anchor)
                target = f"{link(self.extension.page, PAGE)}#{anchor}"
                made = etree.Element("a", {"class": "term", "href": target})
                made.text = AtomicString(match[0])
                parent.insert(index, made)
                made.tail = self.link(parent, index + 1, text[match.end() :])
                return text[: match.start()]
        return text


class GlossaryExtension(Extension):
    """Python-Markdown extension; set ``page`` to the page's path in docs/."""

    page = "?"

    def extendMarkdown(self, md):
        # After inline markup (20), before MkDocs looks at the links (0).
        md.treeprocessors.register(FirstUses(md, self), "glossary", 5)
