"""Results: which test files declare claims, which are stale and why, and what evidence.json says of all."""

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


def measured(name, seconds=1.5, holds=True, accepts=False):
    return {
        "statement": "It is so.",
        "function": f"test_{name.replace('-', '_')}",
        "holds": holds,
        "parts": {"": {"holds": holds}},
        "controls": {"a fault": {"holds": accepts, "parts": {"": {"holds": accepts}}}},
        "seconds": seconds,
    }


FOUND = {name: measured(name) for name in ("first-one", "second")}


@pytest.fixture
def project(project):
    project["test_claims.py"] = CLAIMS
    project["test_plain.py"] = "def test_it(): ..."
    return project


@pytest.fixture
def path(project):
    return project / "test_claims.py"


def keep(path, found=FOUND, **more):
    used = {"modules": [path.name], "packages": [], "read": []}
    inputs = claim_inputs(path, used) | more
    content = {"claims": found, "sentences": results.sentences(path), "used": used}
    kept = Kept(results.subject(path), inputs, content, {"date": "today"})
    store.keep(results.place_of(path), kept)


def test_the_files_that_declare_claims_are_found_without_importing_them(path):
    assert results.claim_files() == [path]
    assert results.declared(path).keys() == {"first-one", "second"}
    assert [each.line for each in results.declared(path).values()] == [3, 7]


def with_a_part_that_cannot_fail(claim):
    """A second part, which holds whatever is planted."""
    both = {"": claim["parts"][""], "idle": {"holds": True}}
    fault = claim["controls"]["a fault"]
    faulty = fault | {"parts": fault["parts"] | {"idle": {"holds": True}}}
    return claim | {"parts": both, "controls": {"a fault": faulty}}


FAILED = {
    "first-one is not measured": {"second": FOUND["second"]},
    "second does not hold": FOUND | {"second": measured("second", holds=False)},
    "second accepts the planted fault 'a fault'": FOUND
    | {"second": measured("second", accepts=True)},
    "second has no planted fault that fails its part 'idle'": FOUND
    | {"second": with_a_part_that_cannot_fail(measured("second"))},
}


@pytest.mark.parametrize("reason", FAILED)
def test_what_failed_is_measured_again(path, reason):
    keep(path, FAILED[reason])
    assert results.state(path).measured_again == results.state(path).failed == [reason]
    assert results.state(path).stale == []


def test_what_cannot_be_measured_here_is_current(path):
    keep(path, FOUND | {"second": measured("second", holds=None)})
    assert results.state(path).reasons == []


def test_all_is_merged_by_id_with_how_each_file_was_made(path, project):
    project["test_a_late.py"] = CLAIMS
    keep(path, {"second": FOUND["second"]}, data="MNIST 0")
    found = results.merged(results.states())
    assert found.keys() == {"files", "claims", "digest"}
    made = found["files"]["test_claims.py"]
    assert made["provenance"] == {"date": "today"}
    assert made["data"] == "MNIST 0"
    assert len(made["key"]) == 64
    claim = found["claims"]["second"]
    assert claim["test"] == "test_claims.py::test_second"
    assert claim["statement"] == "It is so."
    assert "function" not in claim
    assert claim["line"] == 7
    assert found["claims"].keys() == {"second"}
    assert found["files"].keys() == {"test_claims.py"}
