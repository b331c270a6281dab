"""Figures of practice/factor-of-two.md."""

import numpy as np

from press.figures import figure
from press.style import INK


@figure()
def slip_opens(axes, claims):
    """A curve over 200 training steps: by how many nats per image the printed bound is too good. It starts
    near zero, rises steeply, and levels off high above it. A second, dashed line lies on zero throughout: the program
    without the mismatch."""
    series = claims["slip-in-a-trained-vae"]["series"]
    axes.plot(series["steps"], series["too good"], color="C1", clip_on=False)
    axes.axhline(0, color="C0", linestyle="--", linewidth=1.8)
    top = max(series["too good"])
    axes.text(197, top + 0.12, "with the mismatch", color="C1", ha="right", size=15)
    axes.text(197, 0.12, "without", color="C0", ha="right", size=15)
    axes.set(xlabel="training step", ylabel="too good by (nats)")
    axes.set(xlim=(0, 200), ylim=(-0.15, top + 0.5))


@figure()
def kl_below_zero(axes, claims):
    """Two curves over the ratio of the variances, from a quarter to eight, on a logarithmic axis. The KL of two
    Normals touches zero at the ratio 1 and is positive everywhere else. The one with the missing half crosses zero at the
    ratio 1, has its lowest point at the ratio 2, and is positive again from a ratio between 3 and 4."""
    ratio = np.geomspace(0.25, 8, 241)
    axes.axhline(0, color=INK, linewidth=1)
    axes.plot(ratio, 0.5 * (ratio - 1 - np.log(ratio)), color="C0")
    axes.plot(ratio, 0.5 * (ratio - 1) - np.log(ratio), color="C1")
    axes.plot(2, 0.5 - np.log(2), "o", color="C1", markersize=8)
    axes.text(2, -0.36, "½ − ln 2", color="C1", ha="center", va="center", size=14)
    axes.text(0.46, 0.75, "½ missing", color="C1", size=15)
    axes.text(4.3, 1.3, "the KL", color="C0", ha="right", size=15)
    axes.set(xscale="log", xlabel="variance of q / variance of p", ylabel="nats")
    axes.set(xlim=(0.25, 8), ylim=(-0.5, 2))
    axes.set_xticks([0.25, 0.5, 1, 2, 4, 8], ["¼", "½", "1", "2", "4", "8"])


@figure()
def lost_half(axes, claims):
    """Two curves over v, on both sides of zero: the true KL of what a program with a mismatch draws, and the KL that it prints, dashed.
    Both are zero at v = 0. To the left the true one rises about twice as fast, and to the right far faster.
    The strip between them is shaded: there the bound is too good."""
    v = np.linspace(-5, 1.5, 241)
    true = 0.5 * (np.exp(2 * v) - 1) - v
    printed = 0.5 * (np.exp(v) - 1 - v)
    axes.fill_between(v, printed, true, color="C1", alpha=0.15, linewidth=0)
    axes.plot(v, true, color="C1")
    axes.plot(v, printed, color="C0", linestyle="--")
    axes.text(-4.4, 4.2, "true", color="C1", size=15)
    axes.text(-4.9, 1.15, "printed", color="C0", size=15)
    axes.set(xlabel="v", ylabel="KL (nats)", xlim=(-5, 1.5), ylim=(0, 5))
    axes.set_xticks(range(-4, 2))
