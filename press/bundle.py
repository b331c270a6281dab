"""Bundle the site's style sheets into one, and minify what is sent to a browser."""

import re
from pathlib import Path

from evidence.files import write
from press import node
from press.errors import SiteError

VERBATIM = re.compile(r"(<(pre|script|textarea)\b.*?</\2>)", re.DOTALL)
SHEET = re.compile(
    r'<link rel="stylesheet" href="([^"]*?)((?:assets|generated)/[^"]+)">'
)


def without_indents(html):
    """A page without the white space that its templates leave around lines.

    >>> without_indents("<p>\\n\\n    One   line\\n  <pre>1\\n\\n  2</pre>\\n  </p>")
    '<p>\\nOne   line\\n<pre>1\\n\\n  2</pre>\\n</p>'
    """
    parts = VERBATIM.split(html)  # text, verbatim element, name of its tag, text, …
    parts[::3] = (re.sub(r"\s*\n\s*", "\n", text) for text in parts[::3])
    del parts[2::3]
    return "".join(parts)


def bundle(site):
    """Replace the style sheets that every page of the folder ``site`` links to by one."""
    site = Path(site)
    pages = {file: file.read_text(encoding="utf-8") for file in site.rglob("*.html")}
    linked = {tuple(path for _, path in SHEET.findall(html)) for html in pages.values()}
    if len(linked) != 1:
        raise SiteError(f"pages link to different style sheets: {sorted(linked)}")
    (sheets,) = linked
    bundled = node.run("press/bundle.mjs", site.resolve(), *sheets)
    for file, html in pages.items():
        first = SHEET.search(html)
        link = f'<link rel="stylesheet" href="{first[1]}{bundled}">'
        before, after = html[: first.start()], SHEET.sub("", html[first.start() :])
        write(file, without_indents(before + link + after))
    for path in sheets:
        (site / path).unlink()
        (site / f"{path}.map").unlink(missing_ok=True)
