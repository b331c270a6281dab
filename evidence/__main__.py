"""`python -m evidence`: measure the claims again if what they rest on changed since build/evidence.json."""

import ast
import sys

import pytest

from evidence.files import EVIDENCE, ROOT, read_json
from evidence.sources import sources_hash
from lab.runs import BUILD_SCALE, complete, data_set


def is_claim(node):
    """Whether a statement of a test file is a function under ``@claim(…)``."""
    marks = getattr(node, "decorator_list", [])
    calls = (mark.func for mark in marks if isinstance(mark, ast.Call))
    return any(isinstance(call, ast.Name) and call.id == "claim" for call in calls)


def declared():
    """Ids of the claims that the test files declare, read without importing them."""
    files = (ROOT / "tests").glob("test_*.py")
    nodes = (
        node
        for file in files
        for node in ast.parse(file.read_text(encoding="utf-8")).body
    )
    return {
        node.name.removeprefix("test_").replace("_", "-")
        for node in nodes
        if is_claim(node)
    }


def is_current():
    """Whether the evidence holds every claim, each measured on the sources as they are, and each held."""
    evidence = read_json(EVIDENCE)
    return bool(
        evidence
        and evidence["sources"] == sources_hash()
        and evidence["data"] == data_set()
        and declared()
        <= evidence["claims"].keys()  # a session may have measured one alone
        and all(claim["holds"] for claim in evidence["claims"].values())
    )


if __name__ == "__main__":
    complete(BUILD_SCALE)
    if not is_current():
        # Claims of one file share their trainings, so they stay in one process.
        side_by_side = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
        sys.exit(pytest.main(["-q", "-m", "claim", "tests", *side_by_side]))
