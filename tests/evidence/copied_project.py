"""Runs evidence/ in another folder: as someone would who copied it there."""

import os
import shutil
import subprocess
import sys

from evidence.files import ROOT

OURS = {"PYTEST_CURRENT_TEST", "PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS", "PYTHONPATH"}
CONFTEST = 'pytest_plugins = ["evidence.pytest_plugin"]\n'
HEAD = """\
from evidence.claims import claim
from evidence.measurements import exact
{head}

HALF = 0.5
"""
CLAIM = """
@claim(f"It is {{HALF:g}}.", page="p.md", of={of}, controls={{"a fault": {fault}}})
def test_{name}(thing):
    {body}
    return {parts}
"""


def claims(*names, head="", body="pass", of=1, fault=2, parts="exact(thing, 1)"):
    """The text of a test file that declares claims of these names."""
    asked = {"body": body, "of": of, "fault": fault, "parts": parts}
    return HEAD.format(head=head) + "".join(
        CLAIM.format(name=name, **asked) for name in names
    )


def settle(root, files):
    """Copy evidence/ into the folder `root`, and write the text of each of `files` there."""
    without_cache = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "evidence", root / "evidence", ignore=without_cache)
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def run(root, *arguments):
    """Exit status and all that `python -m …` says there."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    done = subprocess.run(
        [sys.executable, "-m", *map(str, arguments)],
        cwd=root,
        env=kept | {"NO_MKDOCS_2_WARNING": "1"},
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.returncode, done.stdout
