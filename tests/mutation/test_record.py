"""The record of the mutants: how many the tests killed, and whether it is of the code as it stands."""

import pytest

from tests.mutation import project, record
from tests.mutation.score import AT_LEAST, score

STANDING = 0.75  # of the functions on record must be as they were measured


def test_the_code_is_as_it_was_measured():
    """A function that changed since counts as not measured: most must not have, and of those the score must be."""
    kept = record.read()
    if kept is None:
        pytest.skip("docs/evidence/mutation.json is missing: `make mutants`")
    changed = record.not_measured(kept)
    assert len(changed) <= (1 - STANDING) * len(kept.inputs), changed
    assert score(*record.standing(kept)) >= AT_LEAST


ONE = {
    "room": "a",
    "mutants": 3,
    "sample": 3,
    "seed": 0,
    "shard": [1, 1],
    "made": {"commit": "not committed", "clean": False, "date": "2026-01-02"},
    "functions": {"a/b.py::f": "0" * 64, "a/b.py::g": "1" * 64},
    "tried": [
        {"mutant": "a.b.x_f__mutmut_1", "function": "a/b.py::f", "outcome": "killed"},
        {"mutant": "a.b.x_g__mutmut_1", "function": "a/b.py::g", "outcome": "no end"},
        {
            "mutant": "a.b.x_g__mutmut_2",
            "function": "a/b.py::g",
            "outcome": "equivalent",
        },
    ],
}


@pytest.fixture
def small(monkeypatch):
    """A record of two functions, of which g has changed since."""
    monkeypatch.setattr(record.importlib.metadata, "version", lambda name: "1.0")
    now = {"a/b.py::f": "0" * 64, "a/b.py::g": "2" * 64, "a/b.py::h": "3" * 64}
    monkeypatch.setattr(project, "functions", lambda room: now)
    return record.from_shards([ONE])


def test_a_function_that_changed_counts_as_not_measured(small, monkeypatch):
    room = small.content["rooms"]["a"]
    assert (room["killed"], room["tried"], room["equivalent"]) == (1, 3, 1)
    assert room["score"] == 0.5
    assert record.standing(small) == (1, 1)
    monkeypatch.setattr(record, "read", lambda: small)
    assert record.states() == [
        "docs/evidence/mutation.json: 2 of 2 functions are not as they were measured"
        " (a/b.py::g changed, a/b.py::h is new): run `make mutants`"
    ]


def test_a_room_that_was_not_measured_again_stays_on_record(small):
    """With its own date."""
    again = {
        **ONE,
        "room": "c",
        "made": {**ONE["made"], "date": "2026-03-04"},
        "functions": {"c/d.py::f": "4" * 64},
        "tried": [
            {
                "mutant": "c.d.x_f__mutmut_1",
                "function": "c/d.py::f",
                "outcome": "killed",
            }
        ],
    }
    both = record.from_shards([again], small)
    assert both.content["rooms"]["a"] == small.content["rooms"]["a"]
    assert {name: room["date"] for name, room in both.content["rooms"].items()} == {
        "a": "2026-01-02",
        "c": "2026-03-04",
    }
    assert both.inputs == small.inputs | again["functions"]
    assert len(both.content["tried"]) == 4
    newer = {**ONE, "functions": {"a/b.py::f": "5" * 64}, "tried": ONE["tried"][:1]}
    renewed = record.from_shards([newer], both)
    assert renewed.content["tried"].keys() == {"a.b.x_f__mutmut_1", "c.d.x_f__mutmut_1"}
    assert renewed.inputs == newer["functions"] | again["functions"]
    assert renewed.content["rooms"]["a"]["score"] == 1


def test_a_shard_that_is_missing_is_named():
    with pytest.raises(ValueError, match=r"a: shards \[2\] were measured"):
        record.from_shards([{**ONE, "shard": [2, 3]}])


def test_where_nothing_was_measured_nothing_is_stale(monkeypatch):
    monkeypatch.setattr(record, "read", lambda: None)
    assert record.states() == []
