"""What a result depends on, as a dict that can be compared: {"code/area.py": hash, "numpy": version, …}.

A result is current if its inputs are those of today; otherwise `changes` returns why it is not.
"""

import functools
import importlib.metadata
import json
import platform
import re
import sys
import tomllib
from pathlib import Path

from packaging.requirements import Requirement

from evidence import opened_files
from evidence.files import ROOT, file_hash, relative, sha256
from evidence.settings import called, settings
from evidence.syntax import TEST, module_files, reached, source

RUNNER = "pytest"  # it only runs the checks
HERE = Path(__file__).parent


def closure(*paths):
    """The Python files that can run when these do, without those of evidence/."""
    return sorted(file for file in reached(*paths) if HERE not in file.parents)


@functools.cache
def distributions():
    """Import name → the installed packages that bring it."""
    return importlib.metadata.packages_distributions()


@functools.cache
def required(package):
    """Version of each installed package that one needs: of itself, of what it requires, and so on."""
    found, todo = {}, [package]
    while todo:
        name = re.sub(r"[-_.]+", "-", todo.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # of another system, or optional
        for requirement in map(Requirement, importlib.metadata.requires(name) or []):
            if not requirement.marker or requirement.marker.evaluate({"extra": ""}):
                todo.append(requirement.name)
    return found


def foreign(files):
    """Import names of the packages that these Python files import."""
    names = {name.partition(".")[0] for file in files for name in source(file).imports}
    ours = {name for name in names if module_files(name)}
    return names - ours - sys.stdlib_module_names - {RUNNER, ""}


def versions(names):
    """Package → version, of these import names and of all that they require; none for what is not installed."""
    found = {}
    for name in names:
        for package in distributions().get(name, ()):
            found |= required(package)
    return dict(sorted(found.items()))


def code_of(files):
    return {relative(file): source(file).code for file in files}


def hashes(place, skipped=frozenset()):
    """{path: SHA-256 (hex)} of a file, or of all files below a folder except those in a folder with a `skipped` name."""
    below = sorted(place.rglob("*")) if place.is_dir() else [place]
    return {
        relative(path): file_hash(path)
        for path in below
        if path.is_file() and not skipped & {*path.relative_to(place).parts}
    }


def added(names):
    """What pyproject.toml adds for these files and packages, and what the programs that they start read."""
    found = {}
    for name in settings()["inputs"].keys() & names:
        found |= called(settings()["inputs"][name])()
    for name in settings()["programs"].keys() & names:
        for place in settings()["programs"][name]:
            found |= hashes(ROOT / place)
    return found


def code_inputs(*paths):
    """Hashes of all code that can run when these files do, and what pyproject.toml adds to it."""
    code = code_of(closure(*paths))
    return code | added(code.keys())


def inputs_with(files, packages):
    """Only of these Python files, the packages of these import names, and Python."""
    major, minor, _ = platform.python_version_tuple()
    found = code_of(files) | versions(packages)
    return found | added(found.keys()) | {"python": f"{major}.{minor}"}


def inputs_of(*paths):
    """All that the result of running these files can depend on: code, data, packages, Python."""
    files = closure(*paths)
    return inputs_with(files, foreign(files))


def started_by(path):
    """The Python files that pytest runs to run a test file: itself, and the conftest.py files of its folder and of those above."""
    files = (folder / "conftest.py" for folder in path.parents)
    return [path, *(file for file in files if file.is_file() and ROOT in file.parents)]


def judging():
    """The files of evidence/ that decide whether a claim holds; how it is kept and when it is run changes no result."""
    return reached(HERE / "claims.py")


def usable_by(path):
    """What the claims of a test file could use, as `used_by`, as far as that is known before they run."""
    files = {*closure(*started_by(path)), *judging()}
    names = sorted(map(relative, files))
    return {"modules": names, "packages": sorted(foreign(files)), "read": []}


def used_by(path, known):
    """What the claims of a test file used when they ran in this process: {"modules": […], "packages": […], "read": […]}.

    Several test files can share this process. So a loaded module counts if this file imports it, or if no test file was
    `known` to import it. What these modules read counts too.
    """
    roots = started_by(path)
    loaded = opened_files.loaded_modules()
    modules = loaded & {relative(file) for file in closure(*roots)}
    modules |= {name for name in loaded - known if not TEST.search(name)}
    modules |= {relative(file) for file in (*roots, *judging())}
    read = {name for module in modules for name in opened_files.READ[module]}
    packages = foreign(ROOT / name for name in modules) & opened_files.looked_for()
    found = {"modules": modules, "packages": packages, "read": read}
    return {what: sorted(names) for what, names in found.items()}


def claim_inputs(path, used):
    """All that the claims of a test file depend on if this is what they use."""
    files = {*started_by(path), *(ROOT / name for name in used["modules"])}
    files |= {file for name in used["packages"] for file in module_files(name)}
    read = {
        f"{name} (its text)" if name.endswith(".py") else name: content
        for name in used["read"]
        if (content := opened_files.content(name))
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = {"pytest's options": key_of(project.get("tool", {}).get("pytest", {}))}
    files = [file for file in files if file.is_file()]
    return inputs_with(files, used["packages"]) | options | read


def key_of(inputs):
    """SHA-256 (hex) of a dict of inputs, independent of its order."""
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
