"""`python -m press.site`: build the site strictly into site/, unless it is there and was built from today's files."""

import functools
import os
import subprocess
import sys

from evidence import store
from evidence.files import ROOT, must_be_writable
from evidence.fingerprint import changes, file_hash
from evidence.store import Damaged, Kept, keep
from press.paths import GENERATED

SITE = ROOT / "site"
KEPT = ROOT / "build" / "site.json"
SUBJECT = {"site": "site"}
FOLDERS = ("docs", "press", "snippets", "tests", "evidence", "lab", "widgets", "build/evidence")  # fmt: skip
FILES = (
    "CITATION.cff",
    "mkdocs.yml",
    "pyproject.toml",
    "requirements.txt",
    "package-lock.json",
)
ADDRESSES = ("SITE_URL", "REPO_URL")  # mkdocs.yml reads them
WRITTEN_BY_BUILD = {"generated", "__pycache__"}


def hashes(folder, skipped=frozenset()):
    """{path below the folder: SHA-256 (hex)} of every file in it, except those below a folder with a ``skipped`` name."""
    paths = {path.relative_to(folder): path for path in sorted(folder.rglob("*"))}
    return {
        name.as_posix(): file_hash(path)
        for name, path in paths.items()
        if not skipped & {*name.parts} and path.is_file()
    }


@functools.cache
def inputs():
    """What the site is built from. The whole checkout is part of it, because pages name their commit."""
    found = {name: file_hash(ROOT / name) for name in FILES}
    found |= {name: os.environ.get(name, "") for name in ADDRESSES}
    for folder in FOLDERS:
        of_folder = hashes(ROOT / folder, WRITTEN_BY_BUILD)
        found |= {f"{folder}/{name}": hashed for name, hashed in of_folder.items()}
    return found


def is_current():
    """Whether site/ is as it was built, from today's files."""
    kept = store.read(KEPT, SUBJECT)
    return bool(
        kept
        and not [*changes(kept.inputs, inputs())]
        and kept.content["files"] == hashes(SITE)
    )


def main():
    """Return the exit status."""
    try:
        must_be_writable(SITE, KEPT.parent, GENERATED)
        if is_current():
            return 0
        before = inputs()
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status == 0:
            keep(KEPT, Kept(SUBJECT, before, {"files": hashes(SITE)}))
        return status
    except (Damaged, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
