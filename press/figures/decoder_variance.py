"""Figures of practice/decoder-variance.md."""

import numpy as np

from press.figures import DASHES, figure, power_of_ten
from press.style import INK


@figure(figsize=(6, 3.7))
def floor_under_sigma(axes, claims):
    """Log-likelihood of an image against the floor put under σ, from a large σ to almost 0.
    One σ for all pixels: two lines close together, training digits and new ones, level except at the largest floors. A σ for
    each pixel: the line of the training digits rises without end, and that of the new digits first rises with it, then turns
    and falls out of the frame."""
    series = claims["own-variances-have-no-limit"]["series"]
    floors = -np.log10(series["floors"])
    for kind, color in (("own", "C0"), ("shared", INK)):
        axes.plot(floors, series[f"train, {kind}"], color=color)
        axes.plot(floors, series[f"new, {kind}"], color=color, linestyle=DASHES)
    top = max(series["train, own"])
    axes.set(xlabel="floor under σ", ylabel="nats per image")
    axes.set(xlim=(0, 8), ylim=(-0.35 * top, 1.04 * top))
    powers = map(power_of_ten, (-4, -6, -8))
    axes.set_xticks([0, 2, 4, 6, 8], ["1", "0.01", *powers])
    own = series["train, own"][5] + 0.05 * top
    shared = series["train, shared"][5] + 0.06 * top
    axes.text(4.9, own, "own σ, training", color="C0", ha="right", size=14)
    axes.text(2.55, -0.2 * top, "own σ, new digits", color="C0", size=14)
    axes.text(8, shared, "one σ, training and new", ha="right", size=14)
