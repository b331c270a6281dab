"""The project's Python files as they are written: what each does, what it imports, and which claims it declares.

Of code only what runs counts: its syntax tree without comments, docstrings and the sentences of claims.
"""

import ast
import functools
import json
import os
import re
from dataclasses import dataclass
from pathlib import Path

from evidence.files import ROOT, relative, sha256

TEST = re.compile(r"(^|/)(test_\w+|conftest)\.py$")
DOCUMENTED = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def claim_mark(node):
    """The decorator `@claim(…)` or `@module.claim(…)` of a function; None if it has none."""
    for mark in getattr(node, "decorator_list", []):
        if re.match(r"(\w+\.)*claim\(", ast.unparse(mark)):
            return mark
    return None


def sentence(mark, text_of):
    """The sentence of a claim's decorator; `text_of` returns the text of code that is computed in it, such as f"{LIMIT:g}"."""
    stated, words = mark.args[0], []
    for part in stated.values if isinstance(stated, ast.JoinedStr) else [stated]:
        if isinstance(part, ast.Constant):
            words.append(part.value)
            continue
        if isinstance(part, ast.FormattedValue):
            part = ast.JoinedStr([part])
        words.append(text_of(ast.unparse(part)))
    return "".join(words)


def shape(node, sentence_of=None):
    """A syntax tree as nested lists, the same in every version of Python that can read the code."""
    if isinstance(node, list):
        return [shape(each, sentence_of) for each in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = dict(ast.iter_fields(node))
    if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
        fields["body"] = node.body[1:]
    if node is sentence_of:
        fields["args"] = node.args[1:]
    sentence_of = claim_mark(node) or sentence_of
    present = {name: value for name, value in fields.items() if value not in (None, [])}
    return [
        type(node).__name__,
        *([name, shape(each, sentence_of)] for name, each in present.items()),
    ]


@dataclass(frozen=True)
class Source:
    """Of one Python file: SHA-256 (hex) of what it does, the dotted names that it imports, {id: its decorator} of its claims."""

    code: str
    imports: frozenset[str]
    claims: dict[str, ast.Call]


def source(path):
    """The Source of a file as it is now. Raises SyntaxError if it is no Python."""
    return source_at(path, path.stat().st_mtime_ns)


@functools.cache
def source_at(path, _changed):
    tree = ast.parse(path.read_text(encoding="utf-8"), relative(path))
    package = relative(path).split("/")[:-1]
    claims = {
        node.name.removeprefix("test_").replace("_", "-"): mark
        for node in tree.body
        if (mark := claim_mark(node))
    }
    code = sha256(json.dumps(shape(tree)))
    return Source(code, frozenset(imported(tree, package)), claims)


def imported(tree, package):
    """The dotted names that code of a package, a list of names, imports anywhere or names in `pytest_plugins`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Assign) and "pytest_plugins" in map(
            ast.unparse, node.targets
        ):
            constants = (n for n in ast.walk(node.value) if isinstance(n, ast.Constant))
            yield from (str(constant.value) for constant in constants)


def module_files(name, folder=None):
    """The project's files that importing a dotted name runs; from a test file also modules of its folder."""
    found = []
    for place in (ROOT, folder) if folder else (ROOT,):
        for part in name.split("."):
            place = os.path.join(place, part)  # texts: this is asked thousands of times
            files = os.path.join(place, "__init__.py"), f"{place}.py"
            found += [Path(file) for file in files if os.path.isfile(file)]
            if not os.path.isdir(place):
                break
    return found


def reached(*paths):
    """These Python files, those of the project that they import, those that these import, and so on."""
    found, todo = set(), list(paths)
    while todo:
        path = todo.pop()
        if path not in found:
            found.add(path)
            folder = path.parent if TEST.search(path.name) else None
            for name in source(path).imports:
                todo += module_files(name, folder)
    return found
