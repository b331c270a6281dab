"""Figures of practice/policies.md."""

import numpy as np

from press.figures import DASHES, figure
from press.style import HUE, INK


@figure(figsize=(6, 3.5))
def raw_sigma_of_a_policy(axes, claims):
    """The σ of a policy over the steps of Adam, from 1. With a raw σ it falls in a nearly straight line, crosses 0, and
    ends there with a cross. With log σ it falls along a curve that flattens out above 0."""
    series = claims["raw-sigma-falls-below-zero"]["series"]
    raw, log = np.array(series["raw"]), np.array(series["log"])
    crossed = int(np.argmax(raw <= 0))
    hue, steps = HUE["log_std"], len(log)
    axes.axhline(0, color=INK, linewidth=1)
    axes.plot(raw[: crossed + 1], color=INK)
    axes.plot(crossed, raw[crossed], "x", color=INK, markersize=11, markeredgewidth=2.5)
    axes.plot(log, color=hue)
    axes.text(crossed / 2 - 5, 0.3, "raw σ", ha="right", size=15)
    axes.text(0.62 * steps, 0.3, "log σ", color=hue, va="bottom", size=15)
    axes.set(xlabel="steps of Adam", ylabel="σ", xlim=(0, steps - 1), ylim=(-0.1, 1.05))
    axes.set_yticks([0, 0.5, 1], ["0", "½", "1"])


@figure(figsize=(6, 3.7))
def fitted_band(axes, claims):
    """Points along nearly one period of a wave, tight on the left and widely scattered on the right. A fitted curve runs through
    them inside a shaded band of two fitted σ to either side. Dashed lines, two true σ from the true mean, follow the
    band's edges closely from left to right."""
    series = claims["two-heads-find-mean-and-sigma"]["series"]
    names = ("grid", "mean", "std", "true mean", "true std")
    x, mean, std, truth, spread = (np.array(series[name]) for name in names)
    low, high = mean - 2 * std, mean + 2 * std
    axes.plot(series["x"], series["y"], ".", color=INK, alpha=0.35, markersize=5)
    axes.fill_between(x, low, high, color="C0", alpha=0.25, linewidth=0)
    axes.plot(x, mean, color="C0")
    for edge in (truth - 2 * spread, truth + 2 * spread):
        axes.plot(x, edge, color=INK, linestyle=DASHES, linewidth=1.6)
    axes.text(-0.95, 0.75, "fitted mean ± 2σ", color="C0", size=14)
    axes.text(-0.95, 1.25, "true mean ± 2σ", size=14)
    axes.set(xlabel="x", ylabel="y", xlim=(-1, 1), ylim=(-2.1, 2.1))
    axes.set(xticks=range(-1, 2), yticks=range(-2, 3))
