"""The survey of conventions.md: docs/conventions.yml read, counted, and printed as a table."""

import html
import re

from press import templates
from press.paths import DOCS, link
from press.tables.records import load

SURVEY = DOCS / "conventions.yml"
KINDS = ("codebase", "paper", "API")
ROLES = (
    "VAE",
    "decoder",
    "regression",
    "dynamics",
    "diffusion",
    "policy",
    "posterior",
    "kernel",
    "library",
    "distribution",
    "loss",
    "gradient noise",
)
OUTPUTS = {
    "log_variance": "log σ²",
    "log_std": "log σ",
    "softplus": "softplus",
    "std": "σ",
    "variance": "σ²",
    "precision": "1/σ²",
    "other": "other",
}
ON_GITHUB = re.compile(r"^([\w.-]+/[\w.-]+)@([0-9a-f]{7,40}):([^\s<>\"]+)$")
TEXT = {"type": "string", "pattern": r"\S"}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "kind", "role", "output", "source"],
    "properties": {
        "name": TEXT,
        "kind": {"enum": KINDS},
        "role": {"enum": ROLES},
        "output": {"enum": [*OUTPUTS]},  # of the head, or what the API takes
        "source": TEXT,
        "link": {"pattern": r'^https://[^\s<>"]+$'},
        "limits": TEXT,
        "start": TEXT,  # σ before the first step
        "note": TEXT,
        "claim": {"pattern": r"^[a-z0-9-]+$"},
    },
    "allOf": [
        {
            "if": {"properties": {"kind": {"const": "API"}}},
            "else": {"required": ["limits", "start"]},
        },
        {
            "if": {"properties": {"output": {"const": "other"}}},
            "then": {"required": ["note"]},
        },
        {
            "if": {"properties": {"source": {"pattern": ON_GITHUB.pattern}}},
            "then": {"properties": {"link": False}},
            "else": {"required": ["link"]},
        },
    ],
}


def read(path=SURVEY):
    return load(path, unique="name", schema=SCHEMA)


def count(rows, **wanted):
    """How many rows have these values. Raises ValueError for a key or value that no row can have."""
    known = {"kind": KINDS, "role": ROLES, "output": OUTPUTS}
    for key, value in wanted.items():
        if value not in known.get(key, ()):
            raise ValueError(f"{key} is {value!r}; expected one of {known.get(key)}")
    return sum(all(row[key] == value for key, value in wanted.items()) for row in rows)


def bars(rows):
    """How many codebases learn what, as a table with a bar for each number: HTML."""
    code = [row for row in rows if row["kind"] == "codebase"]
    groups = {
        "VAEs": [row for row in code if row["role"] == "VAE"],
        "policies": [row for row in code if row["role"] == "policy"],
        "all": code,
    }
    return templates.render("convention_bars.html", groups=groups, outputs=OUTPUTS)


def plain(text):
    """Text as Markdown that prints every character as it is: `__init__` does not become a bold "init"."""
    return re.sub(r"([_*`\[\]\\])", r"\\\1", html.escape(text, quote=False))


def address(source):
    """Where GitHub shows a source `repository@commit:path`."""
    repository, commit, path = ON_GITHUB.fullmatch(source).groups()
    return f"https://github.com/{repository}/blob/{commit}/{path}"


def source_cell(row, page):
    """A link to the source, and to our own measurement if there is one."""
    if match := ON_GITHUB.fullmatch(row["source"]):
        repository, commit, path = match.groups()
        name = f"{plain(repository)}<br>{plain(path)}"
        cell = f"[{name}]({address(row['source'])})<br><small>`{commit[:8]}`</small>"
    else:
        cell = f"[{plain(row['source'])}]({row['link']})"
    if claim := row.get("claim"):
        evidence = f"{link(page, 'evidence.md')}#{claim}"
        cell += f"<br><small>[its claim]({evidence})</small>"
    return cell


def cells(row, page):
    """{head of a column: its cell in Markdown}."""
    note = f"<br><small>{plain(row['note'])}</small>" if "note" in row else ""
    return {
        "Who": plain(row["name"]),
        "Learned or taken": OUTPUTS[row["output"]] + note,
        "Kind": row["kind"],
        "For": row["role"],
        "Clamp or floor": plain(row.get("limits", "–")),
        "Initial σ": plain(row.get("start", "–")),
        "Where": source_cell(row, page),
    }


def table(rows, page):
    """All rows as HTML with Markdown inside, below a field that filters them."""
    shown = [cells(row, page) for row in rows]
    return templates.render("conventions.html", rows=shown)
