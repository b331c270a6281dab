"""What the evidence depends on, and what it says, as hashes: stale or edited evidence is no evidence."""

import hashlib
import json

from press.files import BENCHMARK, DOCS, ROOT, SNIPPETS, digest

TESTS = ROOT / "tests"


def sources_hash():
    """SHA-256 (hex) of snippets/, of tests/ without those of the press (they measure nothing), of the records and the packages."""
    snippets = (
        path
        for path in SNIPPETS.rglob("*")
        if path.is_file()
        and "__pycache__" not in path.parts
        and not path.name.startswith(".")
    )
    tests = (
        path
        for path in TESTS.rglob("*.py")
        if not path.relative_to(TESTS).parts[0].startswith(("press", "test_press"))
    )
    records = {*(DOCS / "evidence").glob("*.json")} - {BENCHMARK}
    return digest([*snippets, *tests, *records, ROOT / "requirements.txt"])


def claims_digest(claims):
    """SHA-256 (hex) of the claims as they stand in build/evidence.json, whatever the order of keys."""
    text = json.dumps(claims, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
