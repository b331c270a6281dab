"""A page's weight is that of what is sent, and each page has its budget."""

import gzip
import os

from tests.site.site import NOTEBOOK_PAGE, PAGES
from tests.site.weight import budgets, kibibytes

ORIGIN = "http://127.0.0.1:1/why"
RANDOM, PLAIN = os.urandom(2048), b"a" * 2048
SITE = {
    "a/index.html": PLAIN,
    "font.woff2": RANDOM,
    "x-light.svg": RANDOM,
    "x-dark.svg": RANDOM,
    "search/search_index.json": RANDOM,
    "generated/widgets/load.js": RANDOM,
}


def test_each_page_has_a_budget():
    assert budgets().keys() == {*PAGES, NOTEBOOK_PAGE}


def test_what_is_sent_is_weighed_once(tmp_path):
    for name, content in SITE.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    asked = [f"{ORIGIN}/{name}".removesuffix("index.html") for name in SITE]
    asked += [f"{ORIGIN}/font.woff2?again", f"{ORIGIN}/x-light.svg#only-light"]
    sent = len(gzip.compress(PLAIN, 9)) + 2 * len(RANDOM)
    assert kibibytes(tmp_path, ORIGIN, [*asked, "data:,x"]) == sent / 1024
