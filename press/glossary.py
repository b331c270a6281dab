"""The first use of a glossary's term on a page becomes a link to it.

A term is a heading of docs/glossary.md, `### ELBO, evidence lower bound {#elbo}`: any of the names between
commas is linked, whole words only.
"""

import re

from press.paths import DOCS, link

PAGE = "glossary.md"
TERM = re.compile(r"^### (.+?) \{ ?#([\w-]+) ?\}$", re.MULTILINE)
UNTOUCHED = r"""
    ^\#.* | ^[ ]*\?\?\?.*                             # headings, and titles of folds
    | (?P<fence>```+|~~~+)[\s\S]*?(?P=fence) | `[^`]+` # code
    | \$\$[^$]+\$\$ | \$[^$]+\$                        # formulas
    | \[[^\]]*\]\([^)]*\)                              # links
    | <(?P<tag>a|button|code|pre|summary|ul|h\d)\b[\s\S]*?</(?P=tag)>
    | <table[ ]class="parts">[\s\S]*?</table>         # of a claim's row
    | <[^>]+> | \{[^}]+\}
"""


def terms():
    """{name in lower case: anchor} of docs/glossary.md; none where there is no such page."""
    path = DOCS / PAGE
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    return {
        name.strip().lower(): anchor
        for names, anchor in TERM.findall(text)
        for name in names.split(",")
    }


def linked(markdown, page):
    """The Markdown of a Page with its links. A name may be in the plural, and the longest one wins."""
    anchors, used = terms(), set()
    if page.path == PAGE or not anchors:
        return markdown
    longest_first = sorted(anchors, key=len, reverse=True)
    names = "|".join(re.escape(name) for name in longest_first)
    name = rf"(?<![\w-])(?P<name>{names})(?=s?(?![\w-]))"

    def place(found):
        anchor = anchors.get((found["name"] or "").lower())
        if anchor is None or anchor in used:
            return found[0]
        used.add(anchor)
        target = f"{link(page.address, 'glossary')}/#{anchor}"
        return f'<a class="term" href="{target}">{found[0]}</a>'

    pattern = re.compile(f"{UNTOUCHED} | {name}", re.I | re.M | re.X)
    return pattern.sub(place, markdown)
