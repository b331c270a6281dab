"""The settings of the project in pyproject.toml, below [tool.evidence]."""

import functools
import importlib
import tomllib

from evidence.files import ROOT

USUAL = {
    "claims": "test*/**/test_*.py",  # the test files, as a glob from the root
    "store": "build/evidence",  # the folder of what was measured
    "packages": [],  # whose versions provenance lists
    "programs": {},  # file that starts programs -> [files and folders that these read]
    # Plugin points: the functions of the project that evidence/ calls, by their names.
    "device": "",  # "module:function" that returns in words what computes, "" for the processor
    "inputs": {},  # file or package -> "module:function" that returns more inputs, {name: text}
    "prepare": {},  # file -> "module:function" that makes what stale claims importing the file need
    "states": [],  # "module:function"s that return a line for each other thing that is stale
}


@functools.cache
def settings():
    """The table [tool.evidence], completed by USUAL. Raises ValueError for a name that is not in USUAL."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    given = project.get("tool", {}).get("evidence", {})
    if unknown := given.keys() - USUAL.keys():
        raise ValueError(
            f"pyproject.toml, [tool.evidence] has {', '.join(sorted(unknown))}; expected {', '.join(USUAL)}"
        )
    return USUAL | given


def called(name):
    """The function that a setting names as "module:function", of a module of the project."""
    module, function = name.split(":")
    return getattr(importlib.import_module(module), function)
