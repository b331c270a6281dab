"""What a result depends on, as a dict that can be compared: {"code/area.py": hash, "numpy": version, …}.

Of code only what runs counts: its syntax tree without comments, docstrings and the sentences of claims. A result is
current if its inputs are those of today; otherwise `changes` returns why it is not.
"""

import ast
import functools
import hashlib
import importlib.metadata
import json
import platform
import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement

from evidence import opened_files
from evidence.files import ROOT, relative
from evidence.settings import called, settings

RUNNER = "pytest"  # it runs the checks and is no part of them
HERE = Path(__file__).parent
TEST = re.compile(r"(^|/)(test_\w+|conftest)\.py$")
DOCUMENTED = ast.Module | ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def sha256(text):
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def file_hash(path):
    """SHA-256 (hex) of a file's bytes."""
    return sha256(path.read_bytes())


def parsed(path):
    """The syntax tree of a Python file. Raises ValueError, in one line, if it is none."""
    try:
        return ast.parse(path.read_text(encoding="utf-8"), str(path))
    except (SyntaxError, ValueError) as fault:
        line = f":{fault.lineno}" if isinstance(fault, SyntaxError) else ""
        raise ValueError(f"{relative(path)}{line} is no Python: {fault}") from fault


def called_as(node, name):
    """Whether a node is a call of `name(…)` or `module.name(…)`."""
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name


def claim_mark(node):
    """The decorator `@claim(…)` of a function; None if it has none."""
    marks = getattr(node, "decorator_list", [])
    return next((mark for mark in marks if called_as(mark, "claim")), None)


def without_docstring(body):
    first = body[0] if body else None
    is_text = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return body[1:] if is_text and isinstance(first.value.value, str) else body


def shape(node, sentence_of=None):
    """A syntax tree as nested lists, the same in every version of Python that can read the code."""
    if isinstance(node, list):
        return [shape(each, sentence_of) for each in node]
    if not isinstance(node, ast.AST):
        return repr(node)
    fields = dict(ast.iter_fields(node))
    if isinstance(node, DOCUMENTED):
        fields["body"] = without_docstring(node.body)
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
    """Of one Python file: SHA-256 (hex) of what it does, and the names that it imports or asks for by `find_spec`."""

    code: str
    imports: tuple[str, ...]
    asked: tuple[str, ...]


def source(path):
    """The Source of a file as it is now."""
    return source_at(path, path.stat().st_mtime_ns)


@functools.cache
def source_at(path, _changed):
    tree = parsed(path)
    nodes = [*ast.walk(tree)]
    return Source(
        sha256(json.dumps(shape(tree))),
        (*imported(nodes, relative(path).split("/")[:-1]),),
        (
            *(
                text
                for node in nodes
                if called_as(node, "find_spec")
                for text in texts_in(node)
            ),
        ),
    )


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
        elif isinstance(node, ast.Assign) and "pytest_plugins" in map(
            ast.unparse, node.targets
        ):
            yield from texts_in(node.value)


def texts_in(node):
    constants = (each for each in ast.walk(node) if isinstance(each, ast.Constant))
    return [each.value for each in constants if isinstance(each.value, str)]


@functools.cache  # asked thousands of times; `results.states` forgets it, because files come and go
def module_files(name, folder=None):
    """The project's files that importing a dotted name runs; from a test file also modules of its folder."""
    found = []
    for place in (ROOT, folder) if folder else (ROOT,):
        for part in name.split("."):
            place /= part
            files = place / "__init__.py", place.with_suffix(".py")
            found += [file for file in files if file.is_file()]
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


def closure(*paths):
    """The Python files that can run when these do; of evidence/ itself only `claims`, which judges, and what it imports."""
    judging = reached(HERE / "claims.py")
    found = reached(*paths)
    return sorted(file for file in found if HERE not in file.parents or file in judging)


def conftests(path):
    """The conftest.py files that pytest loads for a test file, of its folder and of all above it in the project."""
    folders = [folder for folder in path.parents if folder.is_relative_to(ROOT)]
    files = (folder / "conftest.py" for folder in folders)
    return [file for file in files if file.is_file()]


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


def foreign(files):
    """Import names of the packages that these Python files import."""
    names = {name.partition(".")[0] for file in files for name in source(file).imports}
    ours = {name for name in names if module_files(name)}
    return names - ours - sys.stdlib_module_names - {RUNNER, ""}


def versions(names):
    """Package → version, of these import names and of all that they require; none for what is not installed."""
    packages = {
        package
        for name in names
        for direct in distributions().get(name, ())
        for package in required(direct)
    }
    return {name: version(name) for name in sorted(packages)}


def code_of(files):
    return {relative(file): source(file).code for file in files}


def added(names):
    """What pyproject.toml adds if these files and packages are inputs, and what the programs read that they start."""
    found = {}
    for name in settings()["inputs"].keys() & names:
        found |= called(settings()["inputs"][name])()
    for name in settings()["programs"].keys() & names:
        for place in settings()["programs"][name]:
            below = [*(ROOT / place).rglob("*")] or [ROOT / place]
            files = (file for file in below if file.is_file())
            found |= {relative(file): file_hash(file) for file in files}
    return found


def code_inputs(*paths):
    """Hashes of all code that can run when these files do, and what pyproject.toml adds to it."""
    code = code_of(closure(*paths))
    return code | added(code.keys())


def inputs_with(files, packages):
    """Of just these Python files, of what these import names bring, and of Python."""
    major, minor, _ = platform.python_version_tuple()
    found = code_of(files) | versions(packages)
    return found | added(found.keys()) | {"python": f"{major}.{minor}"}


def inputs_of(*paths):
    """All that the result of running these files can depend on: code, data, packages, Python."""
    files = closure(*paths)
    return inputs_with(files, foreign(files))


def used_by(path, reachable):
    """What the claims of a test file used, once they have run here: {"modules": […], "packages": […], "read": […]}.

    Several test files can share this process. So of the modules that are loaded those count that this file imports,
    and those that no import leads to (they are not `reachable`); and all that any of these read.
    """
    roots = [path, *conftests(path)]
    loaded = opened_files.loaded_modules()
    judging = {relative(file) for file in reached(HERE / "claims.py")}
    modules = (loaded | judging) & {relative(file) for file in closure(*roots)}
    modules |= {name for name in loaded - reachable if not TEST.search(name)}
    modules |= {relative(root) for root in roots}
    files = [ROOT / name for name in modules]
    looked_for = opened_files.ATTEMPTED | {name.split(".")[0] for name in sys.modules}
    looked_for |= {name for file in files for name in source(file).asked}
    read = {name for module in modules for name in opened_files.READ[module]}
    packages = foreign(files) & looked_for
    found = {"modules": modules, "packages": packages, "read": read}
    return {what: sorted(names) for what, names in found.items()}


def claim_inputs(path, used=None):
    """All that the claims of a test file depend on; before they have run, all that they could import."""
    roots = [path, *conftests(path)]
    if used is None:
        files = closure(*roots)
        used = {"packages": foreign(files), "read": []}
    else:
        files = {*roots, *(ROOT / name for name in used["modules"])}
        files |= {file for name in used["packages"] for file in module_files(name)}
    files = [file for file in files if file.is_file()]
    read = {
        f"{name} (its text)" if name.endswith(".py") else name: content
        for name in used["read"]
        if (content := opened_files.content(name))
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = {"pytest's options": key_of(project.get("tool", {}).get("pytest", {}))}
    return inputs_with(files, used["packages"]) | options | read


def key_of(inputs):
    """SHA-256 (hex) of a dict of inputs, whatever its order."""
    return sha256(json.dumps(inputs, sort_keys=True))


def changes(then, now):
    """What made a result stale, a line each; none if it is current."""
    for name in sorted(then.keys() | now.keys()):
        old, new = then.get(name), now.get(name)
        if old == new:
            continue
        if old is None or new is None:
            yield f"{name} is {'new' if old is None else 'gone'}"
        elif re.fullmatch("[0-9a-f]{64}", old):
            yield f"{name} changed"
        else:
            yield f"{name} was {old[:40]}, is {new[:40]}"
