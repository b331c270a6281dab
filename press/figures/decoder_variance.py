"""Figures of practice/decoder-variance.md."""

import matplotlib.pyplot as plt
import numpy as np

from press.figures import figure


@figure(
    "floor-under-sigma",
    alt="""Log-likelihood of an image against the floor put under σ, from wide to almost nothing.
    One σ for all pixels: two level lines close together, training digits and new ones. A σ for each pixel: the line
    of the training digits rises without end, and that of the new digits first rises with it, then turns and falls out of the frame.""",
)
def floor_under_sigma(evidence):
    series = evidence["claims"]["own-variances-have-no-limit"]["series"]
    floors = -np.log10(series["floors"])
    figure, axes = plt.subplots(figsize=(6, 3.7))
    ink = plt.rcParams["text.color"]
    axes.plot(floors, series["train, own"], color="C0")
    axes.plot(floors, series["new, own"], color="C0", linestyle=(0, (3, 2)))
    axes.plot(floors, series["train, shared"], color=ink)
    axes.plot(floors, series["new, shared"], color=ink, linestyle=(0, (3, 2)))
    top = max(series["train, own"])
    axes.set(
        xlabel="floor under σ",
        ylabel="nats per image",
        xlim=(0, 8),
        ylim=(-0.35 * top, 1.04 * top),
    )
    powers = [rf"$\mathdefault{{10^{{-{digits}}}}}$" for digits in (4, 6, 8)]
    axes.set_xticks([0, 2, 4, 6, 8], ["1", "0.01", *powers])
    above, beside = series["train, own"][5], series["train, shared"][5]
    for x, y, text, colour, align in (
        (4.9, above + 0.05 * top, "own σ, training", "C0", "right"),
        (2.55, -0.2 * top, "own σ, new digits", "C0", "left"),
        (8, beside + 0.06 * top, "one σ, training and new", ink, "right"),
    ):
        axes.text(x, y, text, color=colour, ha=align, fontsize=14)
    return figure
