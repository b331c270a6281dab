"""Bundle the site's style sheets into one without what no page uses, and minify what is sent to a browser."""

import hashlib
import re
from pathlib import Path

from evidence.files import write
from press import node
from press.errors import SiteError

SHEET = re.compile(
    r'<link rel="stylesheet" href="([^"]*?)((?:assets|generated)/[^"]+)">'
)
RULE = re.compile(r"([^{};]+)\{[^{}]*\}")
NAME = re.compile(
    r"[.=]\"?(-?[A-Za-z_][\w-]*)"
)  # a class, or the value of an attribute
EXCLUDED = re.compile(r":not\([^)]*\)")
WORD = re.compile(r"[\w-]+")


def used(sheet, words):
    """The minified ``sheet`` without the rules for names that are not among ``words``: most of Material's rules.

    A word that ends with a dash keeps all names that begin with it, because scripts append to it.

    >>> used(".a,.b{color:red}.b{top:0}@media print{.c-d .b{top:0}.c-d{top:0}}", {"a", "c-"})
    '.a,.b{color:red}@media print{.c-d{top:0}}'
    """
    beginnings = tuple(word for word in words if word.endswith("-"))

    def is_named(name):
        return name in words or name.startswith(beginnings)

    def kept(rule):
        selectors = map(NAME.findall, EXCLUDED.sub("", rule[1]).split(","))
        return rule[0] if any(all(map(is_named, each)) for each in selectors) else ""

    return RULE.sub(kept, sheet)


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
    words = {
        word for text in [*pages.values(), *scripts] for word in WORD.findall(text)
    }
    everything = site / bundled
    sheet = used(everything.read_text(encoding="utf-8"), words)
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
