"""The widgets, and the build of their scripts: one file each in widgets/figures/.

A widget is around its static figure. Readers without scripts, and print, keep the figure. Its place has the widget's height from the start, so that nothing
jumps. The script is ``async``, so that it waits for no other script.
"""

import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from evidence import store
from evidence.files import ROOT, write
from press import node
from press.paths import GENERATED

BUILT = ROOT / "build" / "widgets"
FOLDER = GENERATED / "widgets"
TRAINED = "docs/evidence/trained-models.npz"
RESERVED = re.compile(
    r"^export const reserved = \{ desk: (?P<desk>\d+), phone: (?P<phone>\d+) \};", re.M
)


def heights(script):
    """The pixels that a widget's script reserves, {"desk": …, "phone": …}; raises ValueError if it reserves none."""
    said = RESERVED.search(script.read_text(encoding="utf-8"))
    if not said:
        raise ValueError(
            f"{script.relative_to(ROOT)} reserves no height; expected a line such as "
            "export const reserved = { desk: 600, phone: 700 };"
        )
    return said.groupdict()


WIDGETS = {  # name: heights
    script.stem: heights(script)
    for script in sorted((ROOT / "widgets" / "figures").glob("*.js"))
}


def digits():
    """scikit-learn's 1,797 digits of 8×8 pixels, ink or none, 8 pixels a byte, in their order."""
    # To import scikit-learn would take seconds.
    (package,) = find_spec("sklearn").submodule_search_locations
    rows = np.loadtxt(Path(package, "datasets/data/digits.csv.gz"), delimiter=",")
    return np.packbits(rows[:, :-1] > 8).tobytes()  # the last column is the digit


def plane():
    """Per head the decoder's packed weights and codes (μ, then σ, float32); of the test images digits and pixels."""
    kept = store.read(ROOT / TRAINED)
    arrays = kept.arrays
    pixels = arrays["images"].tobytes()
    count = 8 * len(pixels) // 28**2
    made = {"images.bin": arrays["digits"][:count].tobytes() + pixels}
    for head in kept.content:
        codes = [arrays[f"{head}_mean"], np.exp(arrays[f"{head}_log_std"])]
        made[f"decoder-{head}.bin"] = arrays[f"{head}_packed"]
        made[f"codes-{head}.bin"] = np.hstack(codes)[:count].astype(np.float32)
    return {name: bytes(content) for name, content in made.items()}


def build():
    """Bundle widgets/ into docs/generated/widgets/, with the images that they train on and the model that they show."""
    shutil.rmtree(BUILT, ignore_errors=True)
    write(BUILT / "digits.bin", digits())
    node.run("widgets/build.mjs", BUILT)
    made = plane() | {file.name: file.read_bytes() for file in BUILT.iterdir()}
    for name, content in made.items():
        write(FOLDER / name, content)
    for file in FOLDER.iterdir():
        if file.name not in made:
            file.unlink()
