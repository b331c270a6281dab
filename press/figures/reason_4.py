"""Figures of reasons/4-exponential-family.md."""

import matplotlib.pyplot as plt
import numpy as np

from press.figures import figure
from press.style import HUE

LINES = [  # coordinate, its hue (None: ink), line, where its name is: σ, information, alignments
    ("σ", None, "--", r"$\sigma$", 0.105, 210, "left", "bottom"),
    ("σ²", HUE["raw_variance"], "-", r"$\sigma^2$", 0.2, 1100, "left", "bottom"),
    ("log σ", HUE["log_std"], "--", r"$\log\,\sigma$", 10, 2.6, "right", "bottom"),
    (
        "log σ²",
        HUE["log_variance"],
        "-",
        r"$\log\,\sigma^2$",
        0.105,
        0.36,
        "left",
        "top",
    ),
]


@figure(
    "fisher-information",
    alt="""Fisher information of one observation against σ, on logarithmic axes. In σ it is a falling line, and in σ²
    a line that falls twice as steeply. In log σ and in log σ² it is constant, and higher in log σ.""",
)
def fisher_information(evidence):
    series = evidence["claims"]["fisher-information"]["series"]
    drawn, axes = plt.subplots(figsize=(6, 4))
    for name, hue, line, label, x, y, side, height in LINES:
        colour = hue or plt.rcParams["text.color"]
        axes.loglog(series["sigma"], series[name], line, color=colour)
        axes.text(x, y, label, color=colour, fontsize=19, ha=side, va=height)
    axes.set(
        xlabel=r"$\sigma$",
        ylabel="Fisher information",
        xticks=[0.1, 1, 10],
        xticklabels=["0.1", "1", "10"],
        yticks=[1e-4, 1e-2, 1, 1e2, 1e4],
    )
    axes.xaxis.label.set_fontsize(19)
    axes.yaxis.label.set_fontsize(15)
    axes.tick_params(labelsize=15)
    axes.minorticks_off()
    axes.grid(True)
    axes.set_axisbelow(True)
    return drawn


STEPS = [  # coordinate, its hue (None: ink), line, largest stable rate, where its name is: target, rate, alignment
    ("σ", None, "--", lambda target: target**2, r"$\sigma$", 0.105, 0.03, "left"),
    (
        "σ²",
        HUE["raw_variance"],
        "-",
        lambda target: 4 * target**4,
        r"$\sigma^2$",
        0.24,
        0.002,
        "left",
    ),
    ("log σ", HUE["log_std"], "--", np.ones_like, r"$\log\,\sigma$", 10, 0.25, "right"),
    (
        "log σ²",
        HUE["log_variance"],
        "-",
        lambda target: 4 + 0 * target,
        r"$\log\,\sigma^2$",
        0.105,
        10,
        "left",
    ),
]


@figure(
    "largest-stable-step",
    alt="""Largest stable learning rate of gradient descent against the target of σ, on logarithmic axes.
    Dots from descents are on the lines of the formulas. In σ the rate rises, and in σ² it rises twice as steeply.
    In log σ and in log σ² it is constant, and higher in log σ².""",
)
def largest_stable_step(evidence):
    series = evidence["claims"]["largest-stable-step"]["series"]
    target = np.array(series["target"])
    drawn, axes = plt.subplots(figsize=(6, 4))
    for name, hue, line, rate, label, x, y, side in STEPS:
        colour = hue or plt.rcParams["text.color"]
        axes.loglog(target, rate(target), line, color=colour)
        axes.loglog(target, series[f"{name}, KL"], "o", color=colour, markersize=6)
        axes.text(x, y, label, color=colour, fontsize=19, ha=side, va="center")
    axes.set(
        xlabel=r"target of $\sigma$",
        ylabel="largest stable rate",
        xticks=[0.1, 1, 10],
        xticklabels=["0.1", "1", "10"],
        yticks=[1e-3, 1e-1, 1e1, 1e3, 1e5],
    )
    axes.xaxis.label.set_fontsize(17)
    axes.yaxis.label.set_fontsize(15)
    axes.tick_params(labelsize=15)
    axes.minorticks_off()
    axes.grid(True)
    axes.set_axisbelow(True)
    return drawn


TARGET = 0.25
SLOPES = [  # coordinate, its hue (None: ink), its value at σ, from the least σ that is drawn to the greatest
    (r"$\sigma$", None, lambda std: std, 0.08, 0.8),
    (r"$\sigma^2$", HUE["raw_variance"], lambda std: std**2, 0.08, 0.8),
    (r"$\log\,\sigma$", HUE["log_std"], np.log, 0.05, 0.8),
    (r"$\log\,\sigma^2$", HUE["log_variance"], lambda std: 2 * np.log(std), 0.05, 0.8),
]


@figure(
    "four-slopes",
    alt="""The KL of a Normal from a narrow Normal, drawn against σ, σ², log σ and log σ². In σ and σ² the curve is steep
    and narrow, with a wall on its left. In both logarithms it is a wide bowl of the same shape, twice as wide in log σ².""",
)
def four_slopes(evidence):
    drawn, grid = plt.subplots(2, 2, figsize=(6, 4.6), sharey=True)
    for axes, (name, hue, of, least, most) in zip(grid.flat, SLOPES, strict=True):
        colour = hue or plt.rcParams["text.color"]
        std = np.geomspace(least, most, 200)
        ratio = std / TARGET
        axes.plot(of(std), 0.5 * (ratio**2 - 1) - np.log(ratio), color=colour)
        axes.plot(of(TARGET), 0, "o", color=colour, clip_on=False)
        axes.set(ylim=(0, 2.4), yticks=[0, 1, 2])
        axes.locator_params(axis="x", nbins=5)
        axes.set_xlabel(name, fontsize=17)
    drawn.supylabel("KL (nats)", fontsize=13)
    return drawn
