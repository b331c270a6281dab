"""evidence.json is as its JSON Schema says, and the schema says no to damage."""

import copy
import json

import pytest
from jsonschema import Draft202012Validator

from press.paths import DOCS

SCHEMA = json.loads((DOCS / "evidence.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)
SAMPLED = {
    "holds": True,
    "estimate": 0.1,
    "unit": "nats",
    "low": -0.2,
    "high": 0.4,
    "n": 10,
    "false_fail": 1e-4,
    "false_pass": 1e-2,
    "resolves": 1.0,
    "seeds": [0, 1],
}
PARTS = {
    "number": {
        "kind": "exact",
        "holds": True,
        "estimate": 2.0,
        "expected": 2.0,
        "n": 1,
    },
    "array": {
        "kind": "exact",
        "holds": True,
        "estimate": 0.0,
        "unit": "ulp",
        "expected": "at most 0",
        "n": 9,
    },
    "bound": {
        "kind": "bound",
        "holds": True,
        "estimate": 3.0,
        "expected": "at least 1",
    },
    "mean": {"kind": "statistical", "expected": 0.0, **SAMPLED},
    "same": {"kind": "equivalence", "expected": "within ±1", **SAMPLED},
}
FAILED = {"kind": "bound", "holds": False, "estimate": "nan", "expected": "at most 1"}
CLAIM = {
    "statement": "Two heads are one.",
    "page": "reasons/1-no-real-difference.md",
    "test": "tests/claims/test_two_heads.py::test_two_heads",
    "line": 7,
    "kind": "exact",
    "holds": True,
    "parts": PARTS,
    "controls": {"a head is lost": {"holds": False, "parts": {"": FAILED}}},
    "series": {"curve": [1.0, 2.0]},
    "seconds": 0.5,
}
WITHOUT_RESULT = CLAIM | {
    "holds": None,
    "fault": "measured on MNIST only",
    "parts": {},
    "controls": {},
    "series": {},
}
del WITHOUT_RESULT["kind"]
HEALTHY = {
    "files": {
        "tests/claims/test_two_heads.py": {
            "key": "0" * 64,
            "data": f"MNIST {'1' * 64}",
            "provenance": {
                "commit": "2" * 40,
                "clean": True,
                "python": "3.12.1",
                "versions": {"numpy": "2.4.6"},
                "device": "CPU, 4 × some processor",
                "date": "2026-01-31T12:00:00+00:00",
            },
        },
    },
    "digest": "3" * 64,
    "claims": {"two-heads": CLAIM, "only-on-mnist": WITHOUT_RESULT},
}


def complaints(evidence):
    return [f"{e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(evidence)]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_what_the_tests_wrote_is_valid(evidence):
    assert complaints(evidence) == []


def test_every_kind_of_measurement_is_valid():
    assert complaints(HEALTHY) == []


def objects(schema):
    """Every subschema that describes a field of an object, with the field's name."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
    if isinstance(schema, (dict, list)):
        for inner in schema.values() if isinstance(schema, dict) else schema:
            yield from objects(inner)


def test_every_field_is_described():
    """In words of its own, or in those of what it refers to; a condition needs none."""
    bare = [
        name
        for name, field in objects(SCHEMA)
        if "description" not in field | SCHEMA["$defs"].get(reference(field), {})
        and not field.keys() <= {"const", "minProperties", "maxProperties"}
    ]
    assert bare == []


def reference(field):
    return field.get("$ref", "").rpartition("/")[2]


LOST, CLAIM_PATH = object(), ("claims", "two-heads")
MEAN, SAME = (*CLAIM_PATH, "parts", "mean"), (*CLAIM_PATH, "parts", "same")
FILE = ("files", "tests/claims/test_two_heads.py")
WITHOUT = ("claims", "only-on-mnist")
CONTROL = (*CLAIM_PATH, "controls", "a head is lost")
DAMAGES = {  # damage: (where, what stands there instead)
    "unknown kind": ((*MEAN, "kind"), "vague"),
    "kind that asks for other fields": ((*MEAN, "kind"), "bound"),
    "no kind": ((*MEAN, "kind"), LOST),
    "interval of strings": ((*MEAN, "low"), "-0.2"),
    "interval without an end": ((*SAME, "high"), LOST),
    "estimate in words": ((*MEAN, "estimate"), "about 0.1"),
    "estimate that JSON cannot hold, by another name": ((*MEAN, "estimate"), "NaN"),
    "share above 1": ((*MEAN, "false_pass"), 1.5),
    "share below 0": ((*SAME, "false_fail"), -0.1),
    "no error rate": ((*SAME, "false_fail"), LOST),
    "no smallest effect": ((*MEAN, "resolves"), LOST),
    "smallest effect of nothing": ((*MEAN, "resolves"), 0),
    "no seeds": ((*MEAN, "seeds"), []),
    "one seed twice": ((*MEAN, "seeds"), [1, 1]),
    "half a sample": ((*MEAN, "n"), 10.5),
    "margin as a number": ((*SAME, "expected"), 1.0),
    "bound without limits": ((*CLAIM_PATH, "parts", "bound", "expected"), ""),
    "extra field of a part": ((*MEAN, "p_value"), 0.5),
    "extra field of a claim": ((*CLAIM_PATH, "author"), "me"),
    "extra field of a control": ((*CONTROL, "why"), "so"),
    "extra field of the evidence": (("mood",), "good"),
    "claim that fails": ((*CLAIM_PATH, "holds"), False),
    "claim that has no result and no reason": ((*CLAIM_PATH, "holds"), None),
    "no kind of a claim that has a result": ((*CLAIM_PATH, "kind"), LOST),
    "reason beside a result": ((*CLAIM_PATH, "fault"), "measured on MNIST only"),
    "result beside a reason": ((*WITHOUT, "parts"), PARTS),
    "control beside a reason": ((*WITHOUT, "controls"), CLAIM["controls"]),
    "claim that failed for a reason": ((*WITHOUT, "holds"), False),
    "reason without words": ((*WITHOUT, "fault"), ""),
    "claim with a part that fails": ((*MEAN, "holds"), False),
    "claim with no part": ((*CLAIM_PATH, "parts"), {}),
    "no control": ((*CLAIM_PATH, "controls"), {}),
    "control that passes": ((*CONTROL, "holds"), True),
    "control that measured nothing": ((*CONTROL, "parts"), {}),
    "statement that is no sentence": ((*CLAIM_PATH, "statement"), "Two heads"),
    "test of another folder": ((*CLAIM_PATH, "test"), "snippets/a.py::test_a"),
    "negative time": ((*CLAIM_PATH, "seconds"), -1),
    "series of strings": ((*CLAIM_PATH, "series", "curve"), ["1"]),
    "id that is no address": (("claims", "Two heads"), CLAIM),
    "no claims": (("claims",), {}),
    "key cut short": ((*FILE, "key"), "0" * 63),
    "data set without a name": ((*FILE, "data"), ""),
    "no device": ((*FILE, "provenance", "device"), LOST),
    "date in words": ((*FILE, "provenance", "date"), "yesterday"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_seen(damage):
    (*path, field), value = DAMAGES[damage]
    evidence = copy.deepcopy(HEALTHY)
    place = evidence
    for step in path:
        place = place[step]
    if value is LOST:
        del place[field]
    else:
        place[field] = value
    assert complaints(evidence)
