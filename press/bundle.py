"""What a browser is sent has no indents and no comments, and one style sheet, in it what a page or a script has a use for.

The sheets of Material and of KaTeX hold rules for any site; most of a page's bytes that are not its own are theirs.
"""

import re
from pathlib import Path

from evidence.files import write
from press import node
from press.errors import Fault

KEPT = re.compile(r"(<(pre|script|textarea)\b.*?</\2>)", re.DOTALL)  # as it is
SHEET = re.compile(
    r'<link rel="stylesheet" href="([^"]*?)((?:assets|generated)/[^"]+)">'
)


def without_indents(html):
    """A page without the white space that its templates leave around lines.

    >>> without_indents("<p>\\n\\n    One   line\\n  <pre>1\\n\\n  2</pre>\\n  </p>")
    '<p>\\nOne   line\\n<pre>1\\n\\n  2</pre>\\n</p>'
    """
    parts = KEPT.split(html)  # text, what is kept, the name of its tag, text, …
    parts[::3] = (re.sub(r"\s*\n\s*", "\n", text) for text in parts[::3])
    del parts[2::3]
    return "".join(parts)


def pack(site):
    """Let every page of the folder ``site`` name one sheet in place of many."""
    site = Path(site)
    pages = {file: file.read_text(encoding="utf-8") for file in site.rglob("*.html")}
    named = {tuple(path for _, path in SHEET.findall(html)) for html in pages.values()}
    if len(named) != 1:
        raise Fault(f"pages name other style sheets than others: {sorted(named)}")
    (sheets,) = named
    sheet = node.run("press/bundle.mjs", site.resolve(), *sheets)
    for file, html in pages.items():
        first, *_ = SHEET.finditer(html)
        head, rest = html[: first.start()], html[first.start() :]
        link = f'<link rel="stylesheet" href="{first[1]}{sheet}">'
        write(file, without_indents(head + link + SHEET.sub("", rest)))
    for path in sheets:
        (site / path).unlink()
        (site / f"{path}.map").unlink(missing_ok=True)
