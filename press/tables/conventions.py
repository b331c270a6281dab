"""The survey of conventions.md: docs/conventions.yml read, checked, counted, and printed as a table that sorts."""

import html
import math
import re
from dataclasses import dataclass

import yaml

from press.paths import DOCS
from press.urls import link

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
END = re.compile(r"^# End of (\d+) rows\.\n\Z", re.MULTILINE)
ON_GITHUB = re.compile(r"([\w.-]+/[\w.-]+)@([0-9a-f]{7,40}|unknown):(\S+)")
COLUMNS = (
    "Who",
    "Kind",
    "For",
    "Learned or taken",
    "Clamp or floor",
    "Initial σ",
    "Where",
)


@dataclass(frozen=True)
class Convention:
    """One row. `output` is what the head gives or the API takes, `start` σ before the first step, as text."""

    name: str
    kind: str
    role: str
    output: str
    source: str
    link: str = ""
    limits: str = ""
    start: str = ""
    note: str = ""
    claim: str = ""


def address(source):
    """Where GitHub shows a source `repository@commit:path`; of an unknown commit, the newest."""
    repository, commit, path = ON_GITHUB.fullmatch(source).groups()
    commit = "HEAD" if commit == "unknown" else commit
    return f"https://github.com/{repository}/blob/{commit}/{path}"


def faults_of(row, number):
    """What is wrong with one entry of the file, one line each."""
    if not isinstance(row, dict):
        yield f"entry {number} is {row!r}; expected keys and values"
        return
    where = f"entry {number} ({row.get('name', 'without a name')})"
    known = set(Convention.__dataclass_fields__)
    required = {"name", "kind", "role", "output", "source"}
    if row.get("kind") != "API":
        required |= {"limits", "start"}
    for key in sorted(required - row.keys()):
        yield f"{where}: {key} is missing"
    for key in sorted(row.keys() - known):
        yield f"{where}: {key!r} is no known key"
    for key in sorted(row.keys() & known):
        if not isinstance(row[key], str) or not row[key].strip():
            yield f"{where}: {key} is {row[key]!r}; expected text"
    for key, values in (("kind", KINDS), ("role", ROLES), ("output", OUTPUTS)):
        if key in row and row[key] not in values:
            yield f"{where}: {key} is {row[key]!r}; expected one of {', '.join(values)}"
    if row.get("output") == "other" and "note" not in row:
        yield f"{where}: output is 'other' and no note says what"
    on_github = bool(ON_GITHUB.fullmatch(str(row.get("source", ""))))
    if on_github == ("link" in row):
        yield f"{where}: expected a source repository@commit:path, or else a link"
    if "link" in row and not re.fullmatch(r"https://\S+", str(row["link"])):
        yield f"{where}: link is {row['link']!r}; expected https://…"


def faults(text):
    """What is wrong with a survey, one line each."""
    try:
        rows = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        return [f"not YAML: {' '.join(str(fault).split())}"]
    if not isinstance(rows, list) or not rows:
        return ["expected a list of entries"]
    found = [
        fault for number, row in enumerate(rows, 1) for fault in faults_of(row, number)
    ]
    end = END.search(text)
    if not end:
        found.append(
            f"it lacks its last line, '# End of {len(rows)} rows.': cut short?"
        )
    elif int(end[1]) != len(rows):
        found.append(f"its last line says {end[1]} rows, and there are {len(rows)}")
    names = [row.get("name") for row in rows if isinstance(row, dict)]
    found += [
        f"{name!r} has {names.count(name)} entries"
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    return found


def read(path=SURVEY):
    """The rows of the survey. Raises ValueError that says all that is wrong with the file."""
    text = path.read_text(encoding="utf-8")
    if found := faults(text):
        raise ValueError(f"{path.name}: " + "; ".join(found))
    return [Convention(**row) for row in yaml.safe_load(text)]


def count(rows, **wanted):
    """How many rows have these values; raises ValueError for a key or value that no row could have."""
    known = {"kind": KINDS, "role": ROLES, "output": OUTPUTS}
    for key, value in wanted.items():
        if value not in known.get(key, ()):
            raise ValueError(f"{key} is {value!r}; expected one of {known.get(key)}")
    return sum(
        all(getattr(row, key) == value for key, value in wanted.items()) for row in rows
    )


def plain(text):
    """Text as Markdown that shows it letter by letter: `__init__` is no bold "init"."""
    return re.sub(r"([_*`\[\]\\])", r"\\\1", html.escape(text, quote=False))


def source_shown(row, page):
    """The last cell: a link to where it says so, and to our own measurement where there is one."""
    if match := ON_GITHUB.fullmatch(row.source):
        repository, commit, path = match.groups()
        age = "age unknown" if commit == "unknown" else f"`{commit[:8]}`"
        shown = f"[{plain(repository)}<br>{plain(path)}]({address(row.source)})<br><small>{age}</small>"
    else:
        shown = f"[{plain(row.source)}]({row.link})"
    if row.claim:
        shown += (
            f"<br><small>[its claim]({link(page, 'evidence.md')}#{row.claim})</small>"
        )
    return shown


def start_sorted(start):
    """σ before the first step as a number to sort by; what is none comes last."""
    try:
        return math.log(2) if start == "ln 2" else float(start)
    except ValueError:
        return 1e9


def row_shown(row, page):
    """One row as HTML with Markdown inside."""
    note = f"<br><small>{plain(row.note)}</small>" if row.note else ""
    cells = {
        "Who": plain(row.name),
        "Kind": row.kind,
        "For": row.role,
        "Learned or taken": OUTPUTS[row.output] + note,
        "Clamp or floor": plain(row.limits) or "–",
        "Initial σ": row.start or "–",
        "Where": source_shown(row, page),
    }
    keys = {"Initial σ": f' data-sort="{start_sorted(row.start):g}"'}
    shown = "".join(
        f'<td data-label="{label}"{keys.get(label, "")} markdown="span">{cell}</td>'
        for label, cell in cells.items()
    )
    return f'<tr markdown="block">{shown}</tr>'


def table(rows, page):
    """All rows; docs/assets/js/sort.js makes buttons of the heads."""
    head = "".join(f'<th scope="col">{label}</th>' for label in COLUMNS)
    body = "".join(row_shown(row, page) for row in rows)
    return (
        '<table class="sortable" markdown="block">'
        f'<thead><tr>{head}</tr></thead><tbody markdown="block">{body}</tbody></table>'
    )
