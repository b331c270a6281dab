"""Where things lie, and writing them whole or not at all."""

import hashlib
import json
import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
GENERATED = DOCS / "generated"
SNIPPETS = ROOT / "snippets"
EVIDENCE = ROOT / "build" / "evidence.json"
BENCHMARK = DOCS / "evidence" / "benchmark.json"


def write(path, data):
    """Write ``data`` (str or bytes) to ``path`` under a temporary name, then rename.

    A file that already holds these bytes keeps its time stamp, so that a live reload does not loop.
    Returns whether the file changed.
    """
    data = data.encode() if isinstance(data, str) else data
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(path)
    return True


def read_json(path):
    """What a JSON file holds; None where there is no such file or it was cut short."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def digest(paths, *extra):
    """SHA-256 over names (relative to the root) and bytes of ``paths``, and over the ``extra`` words."""
    total = hashlib.sha256()
    for path in sorted(paths):
        name = (
            path.relative_to(ROOT).as_posix()
            if path.is_relative_to(ROOT)
            else path.name
        )
        content = (
            hashlib.sha256(path.read_bytes()).hexdigest()
            if path.is_file()
            else "missing"
        )
        total.update(f"{name}\0{content}\n".encode())
    for word in extra:
        total.update(f"{word}\n".encode())
    return total.hexdigest()
