"""Are the drawn figures up to date? Kept free of matplotlib, so that an unchanged build is quick."""

import subprocess
import sys

from evidence.files import ROOT, read_json, relative
from evidence.keys import file_hash, key_of
from press.evidence import read, without_result
from press.fault import Fault
from press.figures import FOLDER, MANIFEST
from press.places import SNIPPETS
from press.style import HUES, SCHEMES
from press.widgets import TRAINED

FAULTS = 3  # exit status: some figures could not be drawn; the manifest says which


def key():
    """Hash of everything that a figure is made of."""
    press = ROOT / "press"
    drawing = [*press.glob("figures/*.py")]
    drawing += [press / name for name in ("style.py", "card.py", "lighter.py")]
    data = [HUES, ROOT / TRAINED, ROOT / "requirements.txt"]
    files = [*drawing, *SNIPPETS.rglob("*.py"), *data]
    hashes = {relative(file): file_hash(file) for file in files if file.is_file()}
    return key_of(hashes | {"evidence": read()["digest"]} | without_result())


def manifest():
    """What the last drawing left: {"key": …, "figures": {name: {alt, code, line, …}}, "faults": […]}."""
    return read_json(MANIFEST) or {"key": None, "figures": {}, "faults": []}


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
    files = [
        FOLDER / f"{name}-{scheme}.svg"
        for name, figure in known["figures"].items()
        if "alt" in figure
        for scheme in SCHEMES
    ]
    if known["key"] == key() and all(file.is_file() for file in files):
        return known
    command = [sys.executable, "-m", "press.figures"]
    run = subprocess.run(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, check=False
    )
    if run.returncode not in (0, FAULTS):
        raise Fault(f"drawing the figures failed:\n{run.stderr}")
    return manifest()
