"""Whether the pinned versions are those that are asked for: requirements.in and package.json against their lock files."""

import json

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from evidence.files import ROOT


def requirements(name):
    """The requirements of a pip file, which may carry hashes and comments. Raises ValueError where one is none."""
    for line in (ROOT / name).read_text(encoding="utf-8").splitlines():
        text = line.partition("#")[0].rstrip(" \\")
        if not text or text.startswith((" ", "-")):
            continue
        try:
            yield Requirement(text)
        except InvalidRequirement as fault:
            raise ValueError(f"{name}: {text!r} is no requirement") from fault


def python_faults():
    """What requirements.in asks for and requirements.txt does not pin so."""
    pinned = {}
    for requirement in requirements("requirements.txt"):
        versions = pinned.setdefault(canonicalize_name(requirement.name), set())
        versions |= {clause.version for clause in requirement.specifier}
    for asked in requirements("requirements.in"):
        versions = pinned.get(canonicalize_name(asked.name))
        if not versions:
            yield f"{asked.name} is not pinned"
        elif wrong := sorted(each for each in versions if each not in asked.specifier):
            yield f"{asked.name} is pinned to {', '.join(wrong)}, asked for is {asked.specifier}"


def node_faults():
    """What package.json asks for in another way than package-lock.json."""
    asked, locked = (
        json.loads((ROOT / name).read_text(encoding="utf-8"))
        for name in ("package.json", "package-lock.json")
    )
    for kind in ("dependencies", "devDependencies"):
        now, then = asked.get(kind, {}), locked["packages"][""].get(kind, {})
        for name in sorted(now.keys() | then.keys()):
            if now.get(name) != then.get(name):
                yield f"{name} is locked as {then.get(name, 'nothing')}, asked for is {now.get(name, 'nothing')}"


LOCKS = {
    "requirements.txt": (python_faults, "make lock"),
    "package-lock.json": (node_faults, "npm install --package-lock-only"),
}


def states():
    """A line for each lock file that is not of what is asked for."""
    for name, (faults, advice) in LOCKS.items():
        if why := [*faults()] if (ROOT / name).is_file() else []:
            yield f"{name}: {'; '.join(why)}: run `{advice}`"
