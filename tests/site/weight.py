"""What a page weighs: all that a browser asks for when somebody opens it, as it is sent."""

import functools
import gzip
from pathlib import Path
from urllib.parse import urlsplit

import yaml

BUDGETS = Path(__file__).with_name("budgets.yml")
LATER = ("/search/", "/generated/widgets/")  # when somebody searches, or comes near


def budgets():
    """{page: KiB}."""
    return yaml.safe_load(BUDGETS.read_text(encoding="utf-8"))


@functools.cache
def sent(file):
    """Bytes that a server sends of a file: compressed, if that makes it smaller."""
    content = file.read_bytes()
    return min(len(content), len(gzip.compress(content, 9)))


def kibibytes(site, origin, asked):
    """Of these addresses together. A figure's dark variant is left out: a reader sees one of the two."""
    paths = {urlsplit(one).path for one in asked if one.startswith(f"{origin}/")}
    below = urlsplit(origin).path
    files = [
        site / path.removeprefix(below).strip("/")
        for path in paths
        if not path.endswith("-dark.svg") and not any(part in path for part in LATER)
    ]
    return sum(sent(f / "index.html" if f.is_dir() else f) for f in files) / 1024
