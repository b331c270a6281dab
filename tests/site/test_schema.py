"""evidence.json is as its JSON Schema says, and the schema rejects damage."""

import copy
import json

import pytest
from jsonschema import Draft202012Validator

from press.paths import DOCS

SCHEMA = json.loads((DOCS / "evidence.schema.json").read_text(encoding="utf-8"))
VALIDATOR = Draft202012Validator(SCHEMA)


def complaints(evidence):
    return [f"{e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(evidence)]


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def test_what_the_tests_wrote_is_valid(evidence):
    assert complaints(evidence) == []


def objects(schema):
    """Every subschema that describes a field of an object, with the field's name."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
    if isinstance(schema, (dict, list)):
        for inner in schema.values() if isinstance(schema, dict) else schema:
            yield from objects(inner)


def test_every_field_is_described():
    """In its own words, or in those of what it refers to; a condition needs none."""
    bare = [
        name
        for name, field in objects(SCHEMA)
        if "description" not in field | SCHEMA["$defs"].get(reference(field), {})
        and not field.keys() <= {"const", "minProperties", "maxProperties"}
    ]
    assert bare == []


def reference(field):
    return field.get("$ref", "").rpartition("/")[2]


@pytest.fixture(scope="module")
def small(evidence):
    """The evidence of one claim with an interval and rates, and the path to its only part."""
    name, claim = next(
        (name, claim)
        for name, claim in evidence["claims"].items()
        if [part["kind"] for part in claim["parts"].values()] == ["statistical"]
    )
    file = claim["test"].partition("::")[0]
    files = {file: evidence["files"][file]}
    (part,) = claim["parts"]
    found = evidence | {"claims": {name: claim}, "files": files}
    control = next(iter(claim["controls"]))
    return found, {"claim": name, "part": part, "file": file, "control": control}


PART, LOST = "claims {claim} parts {part}", object()
CONTROL = "claims {claim} controls {control}"
DAMAGES = [  # where, field, what stands there instead
    (PART, "kind", "vague"),
    (PART, "kind", "equivalence"),
    (PART, "low", "-0.2"),
    (PART, "high", LOST),
    (PART, "estimate", "about 0.1"),
    (PART, "false_pass", 1.5),
    (PART, "false_fail", LOST),
    (PART, "seeds", [1, 1]),
    (PART, "n", 10.5),
    (PART, "p_value", 0.5),
    (PART, "holds", False),
    ("claims {claim}", "author", "me"),
    ("claims {claim}", "holds", None),
    ("claims {claim}", "fault", "measured on MNIST only"),
    ("claims {claim}", "parts", {}),
    ("claims {claim}", "controls", {}),
    ("claims {claim}", "statement", "Two heads"),
    ("claims {claim}", "test", "snippets/a.py::test_a"),
    (CONTROL, "holds", True),
    (CONTROL, "parts", {}),
    ("files {file}", "key", "0" * 63),
    ("files {file} provenance", "device", LOST),
    ("files {file} provenance", "date", "yesterday"),
    ("", "claims", {}),
]


@pytest.mark.parametrize(("where", "field", "value"), DAMAGES)
def test_damage_is_rejected(small, where, field, value):
    found, names = small
    damaged = copy.deepcopy(found)
    place = damaged
    for step in where.split():
        place = place[step.format(**names)]
    if value is LOST:
        del place[field]
    else:
        place[field] = value
    assert complaints(found) == []
    assert complaints(damaged)
