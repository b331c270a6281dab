"""Which pages cite a source: docs/references.yml lists each source once, and pages link to it."""

import re
from collections import defaultdict

from press.paths import DOCS

LISTED_ELSEWHERE = {"conventions.md"}  # its table links to the source of each row
EXTERNAL = re.compile(r"\[[^\]]*\]\((https?://[^)\s]+)\)")


def cited():
    """{address: pages} of every link that leaves the site."""
    found = defaultdict(list)
    for path in sorted(DOCS.rglob("*.md")):
        page = path.relative_to(DOCS).as_posix()
        if page not in LISTED_ELSEWHERE and not page.startswith("generated/"):
            content = path.read_text(encoding="utf-8", errors="replace")
            for address in EXTERNAL.findall(content):
                found[address].append(page.replace("cvae.md", "cvae.ipynb"))
    return found
