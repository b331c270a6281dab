"""A widget around its static figure, and the build of the widgets' scripts.

The figure stays for who has no script, for print, and until the script is there; its place has the widget's height
from the start, so that nothing jumps.
"""

import shutil
from dataclasses import dataclass

import numpy as np

from evidence import store
from evidence.files import ROOT, write
from press import node
from press.claim_index import LOG
from press.paths import GENERATED
from press.urls import link

BUILT = ROOT / "build" / "widgets"
FOLDER = GENERATED / "widgets"
TRAINED = "docs/evidence/trained-models.npz"


@dataclass(frozen=True)
class Height:
    """Of a widget, in CSS pixels, beside text and on a phone; tests/widgets measures both."""

    desk: int
    phone: int


WIDGETS = {
    "read-h": Height(630, 684),
    "float-cliff": Height(484, 581),
    "four-slopes": Height(630, 643),
    "lose-half": Height(590, 689),
    "train-both": Height(648, 768),
    "latent-plane": Height(640, 864),
}


def around(figure, name, page):
    """The HTML of a figure (see press/macros.py) as the place of the widget ``name`` on ``page``."""
    if name not in WIDGETS:
        LOG.warning(
            f"{page.path}: unknown widget {name!r}; there are {', '.join(WIDGETS)}"
        )
        return figure
    if "<figcaption" not in figure:
        return figure  # its claims have no result yet
    height = WIDGETS[name]
    start, rest = figure.split(">", 1)
    pictures, rest = rest.split("<figcaption", 1)
    style = f"--w-tall: {height.desk}; --w-tall-phone: {height.phone}"
    script = link(page.address, "generated/widgets/load.js")
    return (
        f'{start} class="w-figure" data-widget="{name}">'
        f'<div class="w-stage" style="{style}">{pictures}</div>'
        f'<figcaption{rest}<script type="module" src="{script}"></script>'
    )


def digits():
    """scikit-learn's 1,797 digits of 8×8 pixels, ink or none, 8 pixels a byte, in their order."""
    from sklearn.datasets import load_digits  # seconds, which only a build needs

    return np.packbits(load_digits().data > 8).tobytes()


def plane():
    """Per head the decoder's packed weights and codes (μ, then σ, float32); of the test images digits and pixels."""
    kept = store.read(ROOT / TRAINED)
    if kept is None:
        return {}
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
    node.run("widgets/build.mjs", BUILT)
    made = {file.name: file.read_bytes() for file in BUILT.glob("*.js")}
    made |= plane() | {"digits.bin": digits()}
    for name, content in made.items():
        write(FOLDER / name, content)
    for file in FOLDER.iterdir():
        if file.name not in made:
            file.unlink()
