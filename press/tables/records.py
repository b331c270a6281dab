"""Lists that pages are printed from: YAML files, checked against a JSON Schema."""

from types import SimpleNamespace

import jsonschema
import yaml


def text(pattern=r"\S"):
    """The schema of a text in which the regular expression ``pattern`` is found."""
    return {"type": "string", "pattern": pattern}


def schema(required, properties, **more):
    """The schema of an entry: the names of what it must have, and {name: schema} of all that it may have."""
    known = {"type": "object", "additionalProperties": False, "properties": properties}
    return known | {"required": required} | more


def entry(row, schema):
    """A row of a YAML file with its properties as attributes; "" is what it does not have."""
    return SimpleNamespace(**dict.fromkeys(schema["properties"], "") | row)


def load(path, schema, unique):
    """The entries of a YAML file. Raises ValueError if one breaks the schema or ``unique`` is in two."""
    whole = {"type": "array", "minItems": 1, "items": schema}
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8"))
        jsonschema.Draft202012Validator(whole).validate(rows)
    except yaml.YAMLError as fault:
        words = " ".join(str(fault).split())
        raise ValueError(f"{path.name} is not YAML: {words}") from None
    except jsonschema.ValidationError as fault:
        raise ValueError(f"{path.name}, {fault.json_path}: {fault.message}") from None
    names = [row[unique] for row in rows]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{path.name}: more than one entry of {', '.join(twice)}")
    return [entry(row, schema) for row in rows]


def sections(rows, key, headings, item):
    """Markdown: below each heading of {value: heading} the items of the rows whose ``key`` has that value."""
    lines = []
    for value, heading in headings.items():
        lines += [f"## {heading}", ""]
        lines += [item(row) for row in rows if getattr(row, key) == value]
        lines += [""]
    return "\n".join(lines)
