"""`python -m press.site [FOLDER]`: build the site strictly into site/, unless it is there and was built from today's files."""

import functools
import os
import subprocess
import sys
from pathlib import Path

from evidence import store
from evidence.files import ROOT
from evidence.fingerprint import changes, hashes
from evidence.settings import settings
from evidence.store import Damaged, Kept, keep

SITE = ROOT / "site"
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


def record(site):
    """The file that says what a built site was built from, and what it is of."""
    return ROOT / "build" / f"{site.name}.json", {"site": site.name}


def is_current(site=SITE):
    """Whether a built site is as it was built, from today's files."""
    kept = store.read(*record(site))
    return bool(
        kept
        and not [*changes(kept.inputs, inputs())]
        and kept.content["files"] == hashes(site)
    )


def main(site=SITE):
    """Return the exit status."""
    try:
        file, subject = record(site)
        if is_current(site):
            return 0
        before = inputs()
        build = ["mkdocs", "build", "--quiet", "--strict", "--site-dir", str(site)]
        command = [sys.executable, "-m", *build]
        status = subprocess.run(command, cwd=ROOT, check=False).returncode
        if status == 0:
            keep(file, Kept(subject, before, {"files": hashes(site)}))
        return status
    except (Damaged, OSError) as fault:
        print(fault, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(*map(Path.absolute, map(Path, sys.argv[1:]))))
