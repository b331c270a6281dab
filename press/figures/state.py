"""Whether the drawn figures are current. Kept free of matplotlib, so that an unchanged build is quick."""

import subprocess
import sys

from evidence.files import ROOT, read_json, relative
from evidence.fingerprint import code_inputs, file_hash, key_of
from press.claim_index import read, without_result
from press.errors import SiteError
from press.figures import FOLDER, MANIFEST
from press.style import HUES, SCHEMES
from press.widgets import TRAINED

FAULTS = 3  # exit status if some figures could not be drawn; the manifest says which
NOT_DRAWN = {"seconds", "line"}  # of a claim: no figure shows them
drawn = {}  # of this build: {name: manifest entry}


def code():
    """Hash of everything that draws."""
    versions = [ROOT / "requirements.txt", ROOT / "package-lock.json"]
    files = [HUES, ROOT / TRAINED, *versions]
    hashes = {relative(file): file_hash(file) for file in files if file.is_file()}
    sources = (ROOT / "press" / "figures").glob("[!.]*.py")
    return key_of(code_inputs(*sources) | hashes)


def key():
    """Hash of everything that figures are drawn from."""
    return key_of({"code": code(), "evidence": read()["digest"]} | without_result())


def claim_hashes(names):
    """{id: hash} of what a figure can show of these claims."""
    claims, absent = read()["claims"], without_result()
    shown = {name: {"absent": absent[name]} for name in names if name in absent}
    for name in names - shown.keys():
        fields = claims.get(name, {})
        shown[name] = {what: fields[what] for what in fields.keys() - NOT_DRAWN}
    return {name: key_of(shown[name]) for name in sorted(shown)}


def manifest():
    """What the last drawing left: {"key": …, "code": …, "figures": {name: {alt, code, line, …}}, "faults": […]}."""
    nothing = {"key": None, "code": None, "figures": {}, "faults": []}
    return nothing | (read_json(MANIFEST) or {})


def files_of(name):
    return [FOLDER / f"{name}-{scheme}.svg" for scheme in SCHEMES]


def has_files(name, entry):
    return "absent" in entry or all(file.is_file() for file in files_of(name))


def is_drawn(name, entry):
    """Whether a figure's files are there and its claims are as they were when it was drawn."""
    claims = entry["claims"]
    return has_files(name, entry) and claim_hashes(claims.keys()) == claims


def refresh():
    """Bring ``drawn`` up to date; return what could not be drawn, one line each."""
    current = manifest()
    there = all(has_files(*item) for item in current["figures"].items())
    if not there or current["key"] != key():
        command = [sys.executable, "-m", "press.figures"]  # which imports today's code
        run = subprocess.run(
            command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False
        )
        if run.returncode not in (0, FAULTS):
            raise SiteError(f"drawing the figures failed:\n{run.stderr}")
        current = manifest()
    drawn.clear()
    drawn.update(current["figures"])
    return current["faults"]
