"""What a result depends on, as a dict that can be compared: {"code/area.py": hash, "numpy": version, …}.

Of code only what runs counts: the syntax tree without comments and docstrings. A result whose inputs are those of
today is current; of any other, `changes` says why it is not.
"""

import ast
import functools
import hashlib
import importlib.metadata
import json
import platform
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from evidence.files import ROOT, relative
from evidence.settings import called, settings

# They run the checks and keep what these found, and are no part of it.
RUNNERS = {"pytest"}
JUDGES = Path(__file__).parent
JUDGING = {
    JUDGES / f"{name}.py" for name in ("claims", "means", "measurements", "medians")
}


def sha256(text):
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


DOCUMENTED = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def without_docstring(body):
    first = body[0] if body else None
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if is_text and isinstance(first.value.value, str) else body


def shape(node):
    """A syntax tree as nested lists, the same in every version of Python that can read the code."""
    if isinstance(node, list):
        return [shape(each) for each in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = dict(ast.iter_fields(node))
    if isinstance(node, DOCUMENTED):
        fields["body"] = without_docstring(node.body)
    present = {name: value for name, value in fields.items() if value not in (None, [])}
    return [
        type(node).__name__,
        *([name, shape(each)] for name, each in present.items()),
    ]


@dataclass(frozen=True)
class Source:
    """Of one Python file: SHA-256 (hex) of what it does, dotted names that it imports, files that it names."""

    code: str
    imports: tuple[str, ...]
    files: tuple[Path, ...]


def source(path):
    """The Source of a file as it stands now."""
    return source_at(path, path.stat().st_mtime_ns)


@functools.cache
def source_at(path, _changed):
    tree = ast.parse(path.read_text(encoding="utf-8"), str(path))
    nodes = [*ast.walk(tree)]
    return Source(
        sha256(json.dumps(shape(tree))),
        (*imported(nodes, relative(path).split("/")[:-1]),),
        (*named_files(nodes),),
    )


def file_hash(path):
    """SHA-256 (hex) of a file's bytes."""
    return sha256(path.read_bytes())


def imported(nodes, package):
    """The dotted names that code of a package imports, wherever in it; the package as a list of names."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def named_files(nodes):
    """What may be files that code names by their path from the root, such as "data/numbers.json"."""
    for node in nodes:
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and re.fullmatch(
            r"[\w-][\w.-]*(/[\w.-]+)+|[\w-]+\.\w+", text
        ):
            yield ROOT / text


def module_files(name):
    """The project's files that importing a dotted name runs."""
    place, found = ROOT, []
    for part in name.split("."):
        place /= part
        files = place / "__init__.py", place.with_suffix(".py")
        found += [file for file in files if file.is_file()]
    return found


def closure(*paths):
    """The Python files that run when these do: they, and what they import of the project, and so on."""
    found, todo = set(), list(paths)
    while todo:
        path = todo.pop()
        if path not in found and (JUDGES not in path.parents or path in JUDGING):
            found.add(path)
            todo += [
                file for name in source(path).imports for file in module_files(name)
            ]
    return sorted(found)


@functools.cache
def distributions():
    """Import name → the installed packages that bring it."""
    return importlib.metadata.packages_distributions()


@functools.cache
def required(package):
    """The installed packages that one needs: itself, what it requires, and so on."""
    found, todo = set(), [package]
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if name in found:
            continue
        try:
            wanted = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:
            continue  # of another system, or optional
        found.add(name)
        requirements = map(Requirement, wanted)
        todo += [
            requirement.name
            for requirement in requirements
            if not requirement.marker or requirement.marker.evaluate({"extra": ""})
        ]
    return found


@functools.cache
def version(package):
    return importlib.metadata.version(package)


def versions(files):
    """Package → version of all that these Python files import, and of what that requires."""
    names = {name.partition(".")[0] for file in files for name in source(file).imports}
    foreign = {name for name in names if not module_files(name)} - RUNNERS
    foreign -= sys.stdlib_module_names
    packages = {
        package
        for name in foreign
        for direct in distributions().get(name, ())
        for package in required(direct)
    }
    return {name: version(name) for name in sorted(packages)}


def code_inputs(*paths):
    """Hashes of all code that runs when these files do, of the files that it names, and what pyproject.toml adds."""
    found = {}
    for path in closure(*paths):
        name = relative(path)
        found[name] = source(path).code
        named = (file for file in source(path).files if file.is_file())
        found |= {relative(file): file_hash(file) for file in named}
        if name in settings()["inputs"]:
            found |= called(settings()["inputs"][name])()
    return found


def inputs_of(*paths):
    """All that the result of running these files depends on: code, files, data, packages, Python."""
    major, minor, _ = platform.python_version_tuple()
    python, packages = {"python": f"{major}.{minor}"}, versions(closure(*paths))
    found = code_inputs(*paths) | packages | python
    for name in settings()["inputs"].keys() & packages:
        found |= called(settings()["inputs"][name])()
    return found


def key_of(inputs):
    """SHA-256 (hex) of a dict of inputs, whatever its order."""
    return sha256(json.dumps(inputs, sort_keys=True))


def changes(then, now):
    """What made a result stale, a line each; none where it is current."""
    for name in sorted(then.keys() | now.keys()):
        old, new = then.get(name), now.get(name)
        if old == new:
            continue
        if re.fullmatch("[0-9a-f]{64}", old or new):
            what = "is new" if old is None else "is gone" if new is None else "changed"
            yield f"{name} {what}"
        elif old is None or new is None:
            yield f"{name} {'was not used' if old is None else 'is not used any more'}"
        else:
            yield f"{name} was {old[:40]}, is {new[:40]}"
