"""Whether the drawn figures are current. Kept free of matplotlib, so that an unchanged build is quick."""

import subprocess
import sys

from evidence.files import ROOT, file_hash, read_json, relative
from evidence.fingerprint import code_inputs, key_of
from press.claim_index import published, without_result
from press.figures import FOLDER, MANIFEST
from press.style import HUES, MATPLOTLIBRC, SCHEMES
from press.widgets import TRAINED

drawn = {}  # of this build: {name: manifest entry}


def code():
    """Hash of everything that draws."""
    sources = [*(ROOT / "press" / "figures").glob("[!.]*.py")]
    others = [ROOT / "requirements.txt", ROOT / TRAINED, HUES, MATPLOTLIBRC]
    files = [*sources, *others]  # docstrings are alternative texts
    hashes = {relative(file): file_hash(file) for file in files if file.is_file()}
    return key_of({"imported": code_inputs(*sources), "files": hashes})


def claim_hashes(names):
    """{id: hash} of what can be printed of these claims."""
    claims = published()["claims"] | without_result()
    return {name: key_of(claims.get(name)) for name in sorted(names)}


def manifest():
    """What the last drawing left: {"code": …, "figures": {name: {alt, claims, code, …}}}."""
    return read_json(MANIFEST) or {"code": None, "figures": {}}


def files_of(name):
    return [FOLDER / f"{name}-{scheme}.svg" for scheme in SCHEMES]


def is_drawn(name, entry):
    """Whether a figure's files are there and its claims are as they were when it was drawn."""
    there = "absent" in entry or all(file.is_file() for file in files_of(name))
    return there and claim_hashes(entry["claims"]) == entry["claims"]


def refresh(apart):
    """Bring ``drawn`` up to date; return what could not be drawn, one line each.

    With ``apart``, a new process draws and prints that, because a process that serves the site may hold older code.
    """
    found, faults = manifest(), []
    current = found["code"] == code()
    if not current or not all(is_drawn(*item) for item in found["figures"].items()):
        if apart:
            command = [sys.executable, "-m", "press.figures"]
            subprocess.run(command, cwd=ROOT, check=False)
        else:
            from press.figures.__main__ import draw_all  # imports matplotlib

            faults = draw_all()
        found = manifest()
    drawn.clear()
    drawn.update(found["figures"])
    return faults
