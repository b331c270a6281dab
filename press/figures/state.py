"""Are the drawn figures up to date? Kept free of matplotlib, so that an unchanged build is quick."""

import subprocess
import sys

from evidence.files import ROOT, read_json, relative
from evidence.fingerprint import code_inputs, file_hash, key_of
from press.claim_index import read, without_result
from press.errors import Fault
from press.figures import FOLDER, MANIFEST
from press.style import HUES, SCHEMES
from press.widgets import TRAINED

FAULTS = 3  # exit status: some figures could not be drawn; the manifest says which


# Of a claim: what no figure shows, and another measurement or an edit beside it changes.
UNSEEN = {"seconds", "line"}


def code():
    """Hash of all that draws, whatever the evidence says."""
    versions = [ROOT / "requirements.txt", ROOT / "package-lock.json"]
    files = [HUES, ROOT / TRAINED, ROOT / "press" / "lighter.mjs", *versions]
    hashes = {relative(file): file_hash(file) for file in files if file.is_file()}
    return key_of(code_inputs(*(ROOT / "press" / "figures").glob("*.py")) | hashes)


def key():
    """Hash of everything that the figures are made of."""
    return key_of({"code": code(), "evidence": read()["digest"]} | without_result())


def seen(names):
    """What a figure that asks for these claims gets to see: {id: hash}."""
    claims, absent = read()["claims"], without_result()
    return {
        name: key_of(
            {"absent": absent[name]}
            if name in absent
            else {what: claims[name][what] for what in claims[name].keys() - UNSEEN}
        )
        for name in sorted(names)
        if name in absent or name in claims
    }


def manifest():
    """What the last drawing left: {"key": …, "code": …, "figures": {name: {alt, code, line, …}}, "faults": […]}."""
    nothing = {"key": None, "code": None, "figures": {}, "faults": []}
    return nothing | (read_json(MANIFEST) or {})


def files_of(name):
    return [FOLDER / f"{name}-{scheme}.svg" for scheme in SCHEMES]


def is_drawn(name, entry):
    """Whether a figure's files lie there, where it could be drawn, and its claims are as it saw them."""
    there = "absent" in entry or all(file.is_file() for file in files_of(name))
    return there and seen(entry["claims"]) == entry["claims"]


drawn = {}  # of this build: name -> what press/figures/__main__.py shows of it


def refresh():
    """Bring ``drawn`` up to date; return what could not be drawn, one line each."""
    current = up_to_date()
    drawn.clear()
    drawn.update(current["figures"])
    return current["faults"]


def up_to_date():
    """The manifest, after drawing anew where needed (in a process of its own: it always sees the newest code)."""
    known = manifest()
    files = (
        file
        for name, figure in known["figures"].items()
        if "alt" in figure
        for file in files_of(name)
    )
    if known["key"] == key() and all(file.is_file() for file in files):
        return known
    command = [sys.executable, "-m", "press.figures"]
    run = subprocess.run(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False
    )
    if run.returncode not in (0, FAULTS):
        raise Fault(f"drawing the figures failed:\n{run.stderr}")
    return manifest()
