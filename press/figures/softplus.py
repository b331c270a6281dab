"""Figures of practice/softplus.md."""

from press.figures import DASHES, HEADS, figure, histogram
from press.style import HUE

SHIFTED = {"shifted_softplus_std": ("shifted softplus", HUE["softplus_std"])}


@figure()
def two_slopes_of_softplus(axes, claims):
    """Two curves over the raw output h from minus 10 to 10, for softplus. The slope of σ rises from 0 on the left to 1
    on the right, dashed. The slope of log σ does the opposite: it is 1 on the left and falls towards 0 on the right."""
    series = claims["slope-of-log-softplus-tends-to-one"]["series"]
    hue = HUE["softplus_std"]
    axes.plot(series["h"], series["log σ"], color=hue)
    axes.plot(series["h"], series["σ"], color=hue, linestyle=DASHES)
    axes.text(-9.7, 0.88, "slope of log σ", color=hue, va="top", size=15)
    axes.text(9.7, 0.88, "slope of σ", color=hue, va="top", ha="right", size=15)
    axes.set(xlabel="raw output h", xlim=(-10, 10), ylim=(0, 1.05))
    axes.set_xticks([-10, -5, 0, 5, 10])
    axes.set_yticks([0, 0.5, 1], ["0", "½", "1"])


@figure(4, figsize=(6, 4.4), sharex=True, sharey=True)
def sigma_after_training(rows, claims):
    """Four histograms, one below the other, of σ over test images after 400 batches: for a log σ² head, a log σ head,
    a softplus head and a shifted softplus head. All lie in about the same place."""
    series = claims["sigma-after-training"]["series"]
    edges = [10**edge for edge in series["edges"]]
    shown = (HEADS | SHIFTED).items()
    for axes, (head, (label, color)) in zip(rows, shown, strict=True):
        histogram(axes, series[head], edges, color)
        place = {"ha": "right", "va": "top", "transform": axes.transAxes}
        axes.text(0.98, 0.75, label, color=color, size=14, **place)
        axes.set(xscale="log", xlim=(0.1, 2))
    axes.set_xticks([0.1, 0.2, 0.5, 1, 2], ["0.1", "0.2", "0.5", "1", "2"])
    axes.set_xlabel("σ of the test images")
