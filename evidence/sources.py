"""What the evidence depends on, and what it says, as hashes: stale or edited evidence is no evidence."""

import hashlib
import json

from evidence.files import BENCHMARK, DOCS, ROOT, SNIPPETS, digest


def sources_hash():
    """SHA-256 (hex) of what measures (without the tests of the press), of the records and the packages."""
    snippets = (
        path
        for path in SNIPPETS.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not path.name.startswith(".")
    )
    measuring = (
        path
        for room in ("tests", "lab", "evidence")
        for path in (ROOT / room).rglob("*.py")
        if path.relative_to(ROOT).parts[:2] != ("tests", "press")
    )
    records = {*(DOCS / "evidence").glob("*.json")} - {BENCHMARK}
    return digest([*snippets, *measuring, *records, ROOT / "requirements.txt"])


def claims_digest(claims):
    """SHA-256 (hex) of the claims as they stand in build/evidence.json, whatever the order of keys."""
    text = json.dumps(claims, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
