"""The book: which test files declare claims, which are stale and why, and what evidence.json says of all."""

import math
from dataclasses import replace

import pytest

from evidence import book, store
from evidence.keys import inputs_of
from evidence.store import Damaged, Kept

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
    kept = Kept(
        book.subject(path), inputs_of(path) | more, {"claims": found}, {"date": "today"}
    )
    store.keep(book.place_of(path), kept)


def test_the_files_that_declare_claims_are_found_without_importing_them(path):
    assert book.claim_files() == [path]
    assert book.declared(path) == {"first-one", "second"}


def test_a_claim_that_is_written_now_is_seen(path, project):
    assert len(book.declared(path)) == 2
    project["test_claims.py"] = CLAIMS.replace("test_second", "test_third")
    assert book.declared(path) == {"first-one", "third"}


def test_each_test_file_has_one_file_of_evidence(project):
    place = book.place_of(project / "tests/deep/test_it.py")
    assert place == project / "build/tests.deep.test_it.json"


def test_what_is_not_measured_is_stale(path):
    assert book.state(path).path == path
    assert book.state(path).reasons == ["not measured yet"]


def test_what_was_measured_is_current(path):
    keep(path)
    assert book.state(path).reasons == []
    assert book.state(path).kept.content["claims"] == FOUND


def test_an_edit_makes_its_file_alone_stale(path, project):
    project["test_others.py"] = CLAIMS
    keep(path)
    keep(project / "test_others.py")
    project["test_claims.py"] = CLAIMS + "\nx = 1\n"
    assert book.state(path).reasons == ["test_claims.py changed"]
    assert book.state(project / "test_others.py").reasons == []


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
    assert book.state(path).reasons == book.state(path).failed == [reason]
    assert book.state(path).stale == []


def test_what_cannot_be_measured_here_is_current(path):
    keep(path, FOUND | {"second": measured("second", holds=None)})
    assert book.state(path).reasons == []


def test_damage_stops(path):
    keep(path)
    place = book.place_of(path)
    place.write_text(place.read_text().replace("today", "never"))
    with pytest.raises(Damaged, match=r"test_claims\.json is not as it was written"):
        book.states()


def test_the_evidence_of_another_file_under_this_name_stops(path, project):
    project["test_others.py"] = CLAIMS
    keep(project / "test_others.py")
    book.place_of(project / "test_others.py").rename(book.place_of(path))
    with pytest.raises(Damaged, match=r'of \{"claims of":"test_others.py"\}, not of'):
        book.kept(path)


def test_what_was_never_measured_starts_first(path):
    assert book.seconds_of(None) == math.inf
    keep(path)
    assert book.seconds_of(book.kept(path)) == 3.0


def test_all_is_merged_by_id_with_how_each_file_was_made(path, project):
    project["test_a_late.py"] = CLAIMS
    keep(path, {"second": FOUND["second"]}, data="MNIST 0")
    found = book.merged(book.states())
    assert found.keys() == {"files", "claims", "digest"}
    made = found["files"]["test_claims.py"]
    assert made["provenance"] == {"date": "today"}
    assert made["data"] == "MNIST 0"
    assert len(made["key"]) == 64
    claim = found["claims"]["second"]
    assert claim["test"] == "test_claims.py::test_second"
    assert claim["statement"] == "It is so."
    assert "function" not in claim
    assert found["claims"].keys() == {"second"}
    assert found["files"].keys() == {"test_claims.py"}


def test_the_digest_of_all_does_not_depend_on_the_order_of_files(path, project):
    project["test_others.py"] = CLAIMS
    keep(path, {"second": FOUND["second"]})
    keep(project / "test_others.py", {"first-one": FOUND["first-one"]})
    states = book.states()
    assert book.merged(states)["digest"] == book.merged(states[::-1])["digest"]
    one, other = states
    changed = replace(
        one.kept, content={"claims": {"second": measured("second", seconds=2)}}
    )
    assert (
        book.merged([replace(one, kept=changed), other])["digest"]
        != book.merged(states)["digest"]
    )
