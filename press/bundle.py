"""Bundle the site's style sheets into one, and minify what is sent to a browser."""

import re
from pathlib import Path

from evidence.files import write
from press import node
from press.errors import SiteError

SHEET = re.compile(
    r'<link rel="stylesheet" href="([^"]*?)((?:assets|generated)/[^"]+)">'
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
    for file, html in pages.items():
        first = SHEET.search(html)
        link = f'<link rel="stylesheet" href="{first[1]}{bundled}">'
        before, after = html[: first.start()], SHEET.sub("", html[first.start() :])
        write(file, before + link + after)
    for path in sheets:
        (site / path).unlink()
        (site / f"{path}.map").unlink(missing_ok=True)
