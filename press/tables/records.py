"""Lists that pages are printed from: YAML files, checked against a JSON Schema."""

import jsonschema
import yaml


def text(pattern=r"\S", **more):
    """The schema of a text in which the regular expression ``pattern`` is found."""
    return {"type": "string", "pattern": pattern, **more}


def faults(rows, schema):
    """What is wrong with the rows of a list whose entries have this schema, one line each."""
    whole = {"type": "array", "minItems": 1, "items": schema}
    errors = jsonschema.Draft202012Validator(whole).iter_errors(rows)
    for error in sorted(errors, key=lambda each: [*map(str, each.absolute_path)]):
        where, *key = error.absolute_path or [None]
        if where is None:
            yield error.message
        else:
            entry = f"entry {where + 1}{''.join(f', {each}' for each in key)}"
            yield f"{entry}: {error.message}"


def load(path, schema):
    """The rows of a YAML file. Raises ValueError, with all that is wrong, if it breaks the schema."""
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as fault:
        words = " ".join(str(fault).split())
        raise ValueError(f"{path.name} is not YAML: {words}") from None
    if found := [*faults(rows, schema)]:
        raise ValueError(f"{path.name}: {'; '.join(found)}")
    return rows


def duplicates(names):
    """The names that occur more than once."""
    return sorted({name for name in names if names.count(name) > 1})
