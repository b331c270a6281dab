"""Lists that pages are printed from: YAML files, checked against a JSON Schema if they have one."""

import jsonschema
import yaml


def load(path, unique, schema=True):
    """The entries of a YAML file. Raises ValueError if one breaks the schema or ``unique`` is in two."""
    whole = {"type": "array", "minItems": 1, "items": schema}
    try:
        rows = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        jsonschema.Draft202012Validator(whole).validate(rows)
    except yaml.YAMLError as fault:
        words = " ".join(str(fault).split())
        raise ValueError(f"{path.name} is not YAML: {words}") from None
    except jsonschema.ValidationError as fault:
        raise ValueError(f"{path.name}, {fault.json_path}: {fault.message}") from None
    names = [row[unique] for row in rows]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{path.name}: more than one entry of {', '.join(twice)}")
    return rows
