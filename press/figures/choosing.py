"""Figures of practice/choosing.md."""

import numpy as np

from press.figures import figure
from press.style import FAINT, HUE, INK

CURVES = {  # parameterization: label, colour, line, and where the label is in each figure
    "log_std": ("log σ", HUE["log_std"], "-", (5.4, 6.1), (1.9, 1.5e3)),
    "log_variance": ("log σ²", HUE["log_variance"], "-", (10.2, 5.0), (-2.4, 2.3e3)),
    "tanh_clamped_log_std": ("clamp by tanh", INK, (0, (1, 1.2)), (10.2, 3.9), None),
    "softplus_std": ("softplus", HUE["softplus_std"], "-", (10.2, 2.2), (0.9, 6e4)),
    "squareplus_std": ("squareplus", INK, (0, (4, 2)), (-9.8, -0.8), (-1.2, 3e4)),
}


@figure(figsize=(6, 4))
def log_sigma_by_h(axes, claims):
    """Five curves from the raw output h, minus 10 to 10, to log σ. The two logarithms are straight lines, log σ twice
    as steep as log σ². Softplus runs close to log σ on the left and flattens on the right. Squareplus flattens on both
    sides, without a limit. The clamp by tanh is as steep as log σ in the middle and levels off at minus 5 and 5."""
    series = claims["slope-of-log-sigma"]["series"]
    for name, (label, color, line, place, _) in CURVES.items():
        under = name == "log_std"  # softplus lies on it at the left
        width, alpha, side = (6, 0.5, "right") if under else (2.2, 1, "left")
        look = {"color": color, "linestyle": line, "linewidth": width, "alpha": alpha}
        axes.plot(series["h"], series[name], **look)
        axes.text(*place, label, color=color, va="center", ha=side)
    axes.axhline(0, color=FAINT, linewidth=0.8, zorder=0)
    axes.axvline(0, color=FAINT, linewidth=0.8, zorder=0)
    axes.set(xlabel="raw output h", ylabel="log σ", xlim=(-10, 10), ylim=(-7, 7))
    axes.set(xticks=[-10, -5, 0, 5, 10], yticks=[-5, 0, 5])


@figure(figsize=(6, 3.8))
def steps_to_sigma(axes, claims):
    """Steps of Adam, on a logarithmic scale, against the target σ, from small to large. In the middle, at σ = 1, only
    softplus needs steps, because it starts at another σ. To the left log σ, log σ² and softplus rise slowly, and squareplus
    rises far above them. To the right log σ and log σ² rise more than on the left, and softplus and squareplus rise
    together far above both."""
    series = claims["steps-to-small-sigma"]["series"]
    exponents = np.log10(series["target"])
    for name, (label, color, line, _, place) in CURVES.items():
        if place:
            steps = np.maximum(series[name], 10)  # σ = 1 needs none
            axes.plot(exponents, steps, color=color, linestyle=line)
            axes.text(*place, label, color=color, ha="center")
    axes.set(xlabel="target σ", ylabel="steps of Adam", yscale="log", ylim=(10, 3e5))
    axes.set_xticks(range(-3, 4, 3), ["0.001", "1", "1000"])
    axes.set_yticks([10**n for n in range(1, 6)])
