"""The picture that stands where somebody shares a link to this site: a bell, and its spread on three rulers."""

import io

import matplotlib.pyplot as plt
import numpy as np

from press.paths import GENERATED
from press.style import HUE, INK, style

CARD = GENERATED / "card.png"
SIZE, DPI = (12, 6.3), 100  # 1200 × 630 pixels, which networks ask for
PAPER = "#fcfcfd"
SPREAD = 0.5
RULERS = [  # label, its value at SPREAD, the spreads of its marks
    ("σ", "0.5", np.array([0.1, 0.2, 0.5, 1, 2, 5])),
    ("log σ", "−0.69", np.exp([-2.0, -1, 0, 1])),
    ("log σ²", "−1.39", np.exp(np.arange(-4.0, 4) / 2)),
]


def bell(axes):
    z = np.linspace(-3, 3, 400)
    for spread, colour in ((1, INK["light"]), (SPREAD, HUE["log_variance"])):
        density = np.exp(-0.5 * (z / spread) ** 2) / spread
        axes.plot(z, density, color=colour, linewidth=4)
        axes.fill_between(z, density, color=colour, alpha=0.12)


def rulers(axes):
    blue = HUE["log_variance"]
    for y, (name, value, spreads) in zip((2, 1, 0), RULERS, strict=True):
        axes.plot(np.log([0.09, 5.4]), [y, y], color=INK["light"], linewidth=2)
        axes.plot(
            np.log(spreads), [y] * len(spreads), "|", color=INK["light"], markersize=16
        )
        axes.plot(np.log(SPREAD), y, "o", color=blue, markersize=15)
        axes.text(
            np.log(SPREAD),
            y + 0.2,
            value,
            color=blue,
            size=24,
            weight="bold",
            ha="center",
        )
        axes.text(np.log(0.075), y, name, size=30, ha="right", va="center")
    axes.set(xlim=(np.log(0.018), np.log(5.6)), ylim=(-0.4, 2.7))


def png():
    """Bytes of the picture."""
    with plt.style.context(style("light", salt="card"), after_reset=True):
        figure = plt.figure(figsize=SIZE, layout=None, facecolor=PAPER)
        figure.text(0.05, 0.82, "Why does a VAE learn log σ²?", size=46, weight="bold")
        said = "Every sentence of the answer is a claim that the build tried to break."
        figure.text(0.05, 0.71, said, size=21)
        for draw, place in (
            (bell, (0.05, 0.08, 0.4, 0.54)),
            (rulers, (0.47, 0.06, 0.49, 0.58)),
        ):
            axes = figure.add_axes(place)
            axes.axis("off")
            draw(axes)
        out = io.BytesIO()
        figure.savefig(
            out, format="png", dpi=DPI, facecolor=PAPER, metadata={"Software": None}
        )
        plt.close(figure)
    return out.getvalue()
