"""The survey of conventions.md: docs/conventions.yml read, counted, and printed as a table."""

import html
import re

from press import templates
from press.paths import DOCS
from press.tables.records import load

SURVEY = DOCS / "conventions.yml"
KINDS = ("codebase", "paper", "API")
OUTPUTS = {
    "log_variance": "log σ²",
    "log_std": "log σ",
    "softplus": "softplus",
    "std": "σ",
    "variance": "σ²",
    "precision": "1/σ²",
    "other": "other",
}
ON_GITHUB = re.compile(
    r"^(?P<repository>[\w.-]+/[\w.-]+)@(?P<commit>[0-9a-f]{7,40}):(?P<path>[^\s<>\"]+)$"
)
TEXT = {"type": "string", "pattern": r"\S"}
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["name", "kind", "role", "output", "source"],
    "properties": {
        "name": TEXT,
        "kind": {"enum": KINDS},
        "role": TEXT,
        "output": {"enum": [*OUTPUTS]},  # of the head, or what the API takes
        "source": TEXT,
        "link": {"pattern": r'^https://[^\s<>"]+$'},
        "limits": TEXT,
        "start": TEXT,  # σ before the first step
        "note": TEXT,
        "claim": {"pattern": r"^[a-z0-9-]+$"},
    },
    "if": {"properties": {"source": {"pattern": ON_GITHUB.pattern}}},
    "then": {"properties": {"link": False}},
    "else": {"required": ["link"]},
}


def read(path=SURVEY):
    return load(path, unique="name", schema=SCHEMA)


def count(rows, **wanted):
    """How many rows have these values. Raises ValueError for a value that no row has."""
    for key, value in wanted.items():
        known = {row[key] for row in rows}
        if value not in known:
            raise ValueError(f"{key} is {value!r}; expected one of {sorted(known)}")
    return sum(all(row[key] == value for key, value in wanted.items()) for row in rows)


def bars(rows):
    """How many codebases learn what, as a table with a bar for each number: HTML."""
    return templates.render("convention_bars.html", rows=rows, outputs=OUTPUTS)


def plain(text):
    """Text as Markdown that prints every character as it is: `__init__` does not become a bold "init"."""
    return re.sub(r"([_*`\[\]\\])", r"\\\1", html.escape(text, quote=False))


def table(rows, page):
    """All rows as HTML with Markdown inside, below a field that filters them."""
    return templates.render(
        "conventions.html",
        rows=rows,
        outputs=OUTPUTS,
        page=page,
        plain=plain,
        on_github=ON_GITHUB.fullmatch,
    )
