"""Figures of practice/decoder-variance.md."""

import matplotlib.pyplot as plt
import numpy as np

from press.figures import figure


@figure(
    "floor-under-sigma",
    alt="""Log-likelihood of an image against the floor put under σ, from wide to almost nothing.
    One σ for all pixels: two level lines close together, training digits and new ones. A σ for each pixel: the line
    of the training digits rises for ever, and that of the new digits rises with it at first, turns, and falls out of the frame.""",
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


@figure(
    "fitted-band",
    alt="""Points along one period of a wave, tight on the left and widely scattered on the right. A fitted curve runs through
    them inside a shaded band of two fitted σ to either side. Dashed lines, two true σ from the true mean, follow the
    band's edges closely from left to right.""",
)
def fitted_band(evidence):
    series = evidence["claims"]["two-heads-find-mean-and-sigma"]["series"]
    x, mean, std, truth, spread = (
        np.array(series[name])
        for name in ("grid", "mean", "std", "true mean", "true std")
    )
    ink = plt.rcParams["text.color"]
    figure, axes = plt.subplots(figsize=(6, 3.7))
    axes.plot(series["x"], series["y"], ".", color=ink, alpha=0.35, markersize=5)
    axes.fill_between(
        x, mean - 2 * std, mean + 2 * std, color="C0", alpha=0.25, linewidth=0
    )
    axes.plot(x, mean, color="C0")
    for sign in (-2, 2):
        axes.plot(
            x, truth + sign * spread, color=ink, linestyle=(0, (3, 2)), linewidth=1.6
        )
    axes.text(-0.95, 0.75, "fitted mean ± 2σ", color="C0", fontsize=14)
    axes.text(-0.95, 1.25, "true mean ± 2σ", color=ink, fontsize=14)
    axes.set(xlabel="x", ylabel="y", xlim=(-1, 1), ylim=(-2.1, 2.1))
    axes.set_xticks([-1, 0, 1], ["−1", "0", "1"])
    axes.set_yticks([-2, -1, 0, 1, 2], ["−2", "−1", "0", "1", "2"])
    return figure
