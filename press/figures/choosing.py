"""Figures of practice/choosing.md."""

import matplotlib.pyplot as plt
import numpy as np

from press.figures import figure
from press.style import HUE

INK = "text.color"
CURVES = [  # parameterization, label, place of the label, colour, line
    ("log_std", "log σ", (5.4, 6.1), HUE["log_std"], "-"),
    ("log_variance", "log σ²", (10.2, 5.0), HUE["log_variance"], "-"),
    ("tanh_clamped_log_std", "clamp by tanh", (10.2, 3.9), INK, (0, (1, 1.2))),
    ("softplus_std", "softplus", (10.2, 2.2), HUE["softplus_std"], "-"),
    ("squareplus_std", "squareplus", (-9.8, -0.8), INK, (0, (4, 2))),
]
STEPS = [  # the same for the steps; the first label is left of its curve
    ("log_std", "log σ", (1.9, 1.5e3), HUE["log_std"], "-"),
    ("log_variance", "log σ²", (-2.4, 2.3e3), HUE["log_variance"], "-"),
    ("softplus_std", "softplus", (0.9, 6e4), HUE["softplus_std"], "-"),
    ("squareplus_std", "squareplus", (-1.2, 3e4), INK, (0, (4, 2))),
]


def hue(name):
    return plt.rcParams[name] if name == INK else name


@figure(
    "log-sigma-by-h",
    alt="""Five curves from the raw output h, minus 10 to 10, to log σ. The two logarithms are straight lines, log σ twice
    as steep as log σ². Softplus runs close to log σ on the left and flattens on the right. Squareplus flattens on both
    sides, without a limit. The clamp by tanh is as steep as log σ in the middle and levels off at minus 5 and 5.""",
)
def log_sigma_by_h(evidence):
    series = evidence["claims"]["slope-of-log-sigma"]["series"]
    figure, axes = plt.subplots(figsize=(6, 4))
    for name, label, (x, y), color, line in CURVES:
        under = name == "log_std"  # softplus lies on it at the left
        axes.plot(
            series["h"],
            series[name],
            color=hue(color),
            linestyle=line,
            linewidth=6 if under else 2.2,
            alpha=0.5 if under else 1,
        )
        side = "right" if under else "left"
        axes.text(x, y, label, color=hue(color), va="center", fontsize=13, ha=side)
    axes.axhline(0, color=plt.rcParams["grid.color"], linewidth=0.8, zorder=0)
    axes.axvline(0, color=plt.rcParams["grid.color"], linewidth=0.8, zorder=0)
    axes.set(xlabel="raw output h", ylabel="log σ", xlim=(-10, 10), ylim=(-7, 7))
    axes.set_xticks([-10, -5, 0, 5, 10], ["−10", "−5", "0", "5", "10"])
    axes.set_yticks([-5, 0, 5], ["−5", "0", "5"])
    return figure


@figure(
    "steps-to-sigma",
    alt="""Steps of Adam, on a logarithmic scale, against the target σ, from small to large. In the middle, at σ = 1, only
    softplus needs steps, because it starts at another σ. To the left log σ, log σ² and softplus rise slowly, and squareplus
    rises far above them. To the right log σ and log σ² rise more than on the left, and softplus and squareplus rise
    together far above both.""",
)
def steps_to_sigma(evidence):
    series = evidence["claims"]["steps-to-small-sigma"]["series"]
    figure, axes = plt.subplots(figsize=(6, 3.8))
    exponents = np.log10(series["target"])
    for name, label, (x, y), color, line in STEPS:
        steps = np.maximum(series[name], 10)  # σ = 1 needs none
        axes.plot(exponents, steps, color=hue(color), linestyle=line)
        axes.text(x, y, label, color=hue(color), fontsize=13, ha="center")
    axes.set(xlabel="target σ", ylabel="steps of Adam", yscale="log", ylim=(10, 3e5))
    axes.set_xticks(range(-3, 4, 3), ["0.001", "1", "1000"])
    axes.set_yticks([10**n for n in range(1, 6)])
    axes.minorticks_off()
    return figure
