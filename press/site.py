"""`python -m press.site`: build the site strictly into site/, unless it is there and was built from today's files."""

import functools
import os
import subprocess
import sys

from evidence import store
from evidence.files import ROOT
from evidence.fingerprint import changes, hashes
from evidence.settings import settings
from evidence.store import Damaged, Kept, keep

SITE = ROOT / "site"
RECORD = ROOT / "build" / "site.json"  # what it was built from
SUBJECT = {"site": "site"}
SOURCES = (
    *("docs", "press", "snippets", "lab", "evidence", "widgets", "build/evidence"),
    *("CITATION.cff", "mkdocs.yml", "pyproject.toml"),
    *("requirements.txt", "package-lock.json"),
)
ADDRESSES = ("SITE_URL", "REPO_URL")  # mkdocs.yml reads them
WRITTEN_BY_BUILD = {"generated", "__pycache__"}


@functools.cache
def inputs():
    """What the site is built from: also the checks of claims, whose text is published. The commit is no part of it."""
    found = {name: os.environ.get(name, "") for name in ADDRESSES}
    checks = ROOT.glob(settings()["claims"])
    for place in (*checks, *(ROOT / name for name in SOURCES)):
        found |= hashes(place, WRITTEN_BY_BUILD)
    return found


def is_current():
    """Whether the site is as it was built, from today's files."""
    kept = store.read(RECORD, SUBJECT)
    return bool(
        kept
        and not [*changes(kept.inputs, inputs())]
        and kept.content["files"] == hashes(SITE)
    )


def main():
    """Return the exit status."""
    try:
        if is_current():
            return 0
        before = inputs()
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict"]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status == 0:
            keep(RECORD, Kept(SUBJECT, before, {"files": hashes(SITE)}))
        return status
    except (Damaged, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
