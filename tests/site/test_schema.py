"""evidence.json is as its JSON Schema says."""

import json

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
