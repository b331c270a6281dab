"""Bundle the site's style sheets into one, without what no page uses."""

import hashlib
import re
from pathlib import Path

from evidence.files import write
from press import node
from press.errors import SiteError

SHEET = re.compile(
    r'<link rel="stylesheet" href="([^"]*?)((?:assets|generated)/\S+?)">'
)
RULE = re.compile(r"([^{};]+)(\{[^{}]*\})")
COMMA = re.compile(r",(?![^()]*(?:\([^()]*\)[^()]*)*\))")  # between selectors
# A class, or the value of an attribute.
NAME = re.compile(r"[.=]\"?(-?[A-Za-z_][\w-]*)")
CHOICE = re.compile(r":(?:not|is)\([^()]*\)")
WORD = re.compile(r"[\w-]+")
PROPERTY = re.compile(
    r"""(?<=[{;])(--[\w-]+):(?:"[^"]*"|'[^']*'|url\([^"')]*\)|[^"';{}])*;?"""
)
# With `[class]` in a selector, a browser computes the style of everything below an element again when one of its
# classes changes, and Material's script changes one of <html>.
WITHOUT_CLASS, NONE_OF_OURS = ":not([class])", ":not(.bars,.parts,.survey)"


def used(sheet, words):
    """The minified ``sheet`` without the selectors and properties of names that are not among ``words``: most of Material's.

    A word that ends with a dash keeps all names that begin with it, because scripts append to it.

    >>> used(".a,.b{color:red}.b{top:0}@media print{.c-d .b{top:0}.c-d{top:0}}", {"a", "c-"})
    '.a{color:red}@media print{.c-d{top:0}}'
    >>> used(":root{--a:1px;--b:url('x;y');--c-1:2px}.a{top:var(--a)}", {"a", "--c-"})
    ':root{--a:1px;--c-1:2px}.a{top:var(--a)}'
    """
    beginnings = tuple(word for word in words if re.search(r"\w-$", word))

    def is_named(name):
        return name in words or name.startswith(beginnings)

    def kept(rule):
        named = [
            selector
            for selector in COMMA.split(rule[1])
            if all(map(is_named, NAME.findall(CHOICE.sub("", selector))))
        ]
        return ",".join(named) + rule[2] if named else ""

    sheet = RULE.sub(kept, sheet)
    asked = {*re.findall(r"var\((--[\w-]+)", sheet)}
    return PROPERTY.sub(
        lambda one: one[0] if one[1] in asked or is_named(one[1]) else "", sheet
    )


def bundle(site):
    """Replace the style sheets that every page of the folder ``site`` links to by one."""
    site = Path(site)
    pages = {file: file.read_text(encoding="utf-8") for file in site.rglob("*.html")}
    linked = {tuple(path for _, path in SHEET.findall(html)) for html in pages.values()}
    if len(linked) != 1:
        raise SiteError(f"pages link to different style sheets: {sorted(linked)}")
    (sheets,) = linked
    bundled = node.run("press/bundle.mjs", site.resolve(), *sheets)
    scripts = (file.read_text(encoding="utf-8") for file in site.rglob("*.js"))
    words = {*WORD.findall("\n".join([*pages.values(), *scripts]))}
    words.discard("rtl")  # for text from right to left, which no page has
    everything = site / bundled
    sheet = used(everything.read_text(encoding="utf-8"), words)
    sheet = sheet.replace(WITHOUT_CLASS, NONE_OF_OURS)
    everything.unlink()
    bundled = f"assets/all.{hashlib.sha256(sheet.encode()).hexdigest()[:8]}.css"
    write(site / bundled, sheet)
    for file, html in pages.items():
        first = SHEET.search(html)
        link = f'<link rel="stylesheet" href="{first[1]}{bundled}">'
        before, after = html[: first.start()], SHEET.sub("", html[first.start() :])
        write(file, before + link + after)
    for path in sheets:
        (site / path).unlink()
        (site / f"{path}.map").unlink(missing_ok=True)
