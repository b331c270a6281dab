"""`python -m press.site`: build the site strictly into site/, unless it was built from just what there is."""

import functools
import os
import subprocess
import sys

from evidence import store
from evidence.files import ROOT, must_be_writable, relative
from evidence.fingerprint import changes, file_hash
from evidence.store import Damaged, Kept, keep
from press.paths import GENERATED

SITE = ROOT / "site"
PLACE = ROOT / "build" / "site.json"
SUBJECT = {"site": "site"}
FOLDERS = (
    "docs",
    "press",
    "snippets",
    "tests",
    "evidence",
    "lab",
    "widgets",
    "build/evidence",
)
FILES = ("mkdocs.yml", "pyproject.toml", "requirements.txt", "package-lock.json")
ADDRESSES = ("SITE_URL", "REPO_URL")  # mkdocs.yml reads them
MADE = {"generated", "__pycache__"}  # by the build


def hashes(folder):
    """Path → SHA-256 (hex) of every file below a folder, but for what a build makes there."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {
        relative(path): file_hash(path) for path in files if not MADE & {*path.parts}
    }


@functools.cache
def inputs():
    """What the site is made of. The checkout is part of it: pages say from which commit they are."""
    found = {name: file_hash(ROOT / name) for name in FILES}
    found |= {name: os.environ.get(name, "") for name in ADDRESSES}
    for folder in FOLDERS:
        found |= hashes(ROOT / folder)
    return found


def built():
    """Every file of the site as it lies there."""
    files = (path for path in sorted(SITE.rglob("*")) if path.is_file())
    return {path.relative_to(SITE).as_posix(): file_hash(path) for path in files}


def is_current():
    """Whether the site lies there as it was built, from what there is."""
    kept = store.read(PLACE, SUBJECT)
    return bool(
        kept
        and not [*changes(kept.inputs, inputs())]
        and kept.content["files"] == built()
    )


def main():
    """Return the exit status."""
    try:
        must_be_writable(SITE, PLACE.parent, GENERATED)
        if is_current():
            return 0
        before = inputs()
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status == 0:
            keep(PLACE, Kept(SUBJECT, before, {"files": built()}))
        return status
    except (Damaged, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
