"""What the project says of itself in pyproject.toml, below [tool.evidence]."""

import functools
import importlib
import sys
import tomllib

from evidence.files import ROOT


@functools.cache
def settings():
    """The table [tool.evidence], with what is left out filled in. Raises ValueError for a name that it does not know."""
    usual = {
        "claims": "test*/**/test_*.py",
        "store": "build/evidence",
        "passed": "build/passed",
        "inputs": {},
        "before": {},
        "beside": {},
        "states": [],
        "packages": [],
        "device": "",
    }
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    given = project.get("tool", {}).get("evidence", {})
    if unknown := given.keys() - usual.keys():
        raise ValueError(
            f"pyproject.toml, [tool.evidence] has {', '.join(sorted(unknown))}; expected {', '.join(usual)}"
        )
    return usual | given


def called(name):
    """The function that a setting names as "module:function", the module being one of the project's."""
    if str(ROOT) not in sys.path:  # a program was started that knows nothing of it
        sys.path.insert(0, str(ROOT))
    module, function = name.split(":")
    return getattr(importlib.import_module(module), function)
