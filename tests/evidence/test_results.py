"""Results: which test files declare claims, what is current, and what evidence.json says of all."""

import pytest

from evidence import results, store
from evidence.fingerprint import claim_inputs
from evidence.store import Kept

CLAIMS = """\
from evidence.claims import claim

@claim("It is so.", page="p.md", of=1, controls={"a fault": 2})
def test_first_one(thing):
    ...

@claims.claim("So is this.", page="p.md", of=1, controls={"a fault": 2})
def test_second(thing):
    ...

@parametrize("claim", [1])
def test_of_claims(claim):
    ...

def claim_of(thing):
    ...
"""


def measured(name, holds):
    return {
        "statement": "It is so.",
        "function": f"test_{name.replace('-', '_')}",
        "holds": holds,
        "parts": {"": {"holds": holds}},
        "controls": {"a fault": {"holds": False, "parts": {"": {"holds": False}}}},
        "seconds": 1.5,
    }


@pytest.fixture
def path(project):
    project["test_claims.py"] = CLAIMS
    project["test_plain.py"] = "def test_it(): ..."
    return project / "test_claims.py"


def keep(path, holds=True, **more):
    used = {"modules": [path.name], "packages": [], "read": []}
    inputs = claim_inputs(path, used) | more
    found = {"first-one": measured("first-one", True)}
    found["second"] = measured("second", holds)
    content = {"claims": found, "sentences": results.sentences(path), "used": used}
    kept = Kept(results.subject(path), inputs, content, {"date": "today"})
    store.keep(results.place_of(path), kept)


def test_the_files_that_declare_claims_are_found_without_importing_them(path):
    assert results.claim_files() == [path]
    assert results.declared(path).keys() == {"first-one", "second"}
    assert [each.lineno for each in results.declared(path).values()] == [3, 7]


def test_what_cannot_be_measured_here_is_current_and_what_failed_is_not(path):
    keep(path, holds=None)
    assert results.state(path).reasons == []
    keep(path, holds=False)
    assert results.state(path).measured_again == ["second does not hold"]
    assert results.state(path).stale == []


def test_all_is_merged_by_id_with_how_each_file_was_made(path):
    keep(path, data="MNIST 0")
    found = results.merged(results.states())
    assert found.keys() == {"files", "claims", "digest"}
    made = found["files"]["test_claims.py"]
    assert len(made.pop("key")) == 64
    assert made == {"provenance": {"date": "today"}, "data": "MNIST 0"}
    assert found["claims"].keys() == {"first-one", "second"}
    second = measured("second", True)
    del second["function"]
    place = {"test": "test_claims.py::test_second", "line": 7}
    assert found["claims"]["second"] == second | place
