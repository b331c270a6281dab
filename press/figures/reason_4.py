"""Figures of reasons/4-exponential-family.md."""

import numpy as np

from press.figures import figure
from press.style import HUE, INK

COORDINATES = {  # name: label, colour, line, its value at σ
    "σ": (r"$\sigma$", INK, "--", lambda σ: σ),
    "σ²": (r"$\sigma^2$", HUE["raw_variance"], "-", lambda σ: σ**2),
    "log σ": (r"$\log\,\sigma$", HUE["log_std"], "--", np.log),
    "log σ²": (r"$\log\,\sigma^2$", HUE["log_variance"], "-", lambda σ: 2 * np.log(σ)),
}


def label_lines(axes, places):
    """Write each coordinate's label at its place (σ, height, alignments) in a plot with logarithmic axes."""
    for name, (x, y, side, height) in places.items():
        label, color, *_ = COORDINATES[name]
        axes.text(x, y, label, color=color, size=19, ha=side, va=height)
    axes.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
    axes.yaxis.label.set_fontsize(15)
    axes.tick_params(labelsize=15)
    axes.grid(True)
    axes.set_axisbelow(True)


@figure(figsize=(6, 4))
def fisher_information(axes, claims):
    """Fisher information of one observation against σ, on logarithmic axes. In σ it is a falling line, and in σ²
    a line that falls twice as steeply. In log σ and in log σ² it is constant, and higher in log σ."""
    series = claims["fisher-information"]["series"]
    for name, (_, color, line, _) in COORDINATES.items():
        axes.loglog(series["sigma"], series[name], line, color=color)
    axes.set_xlabel(r"$\sigma$", size=19)
    axes.set(ylabel="Fisher information", yticks=[1e-4, 1e-2, 1, 1e2, 1e4])
    places = {
        "σ": (0.105, 210, "left", "bottom"),
        "σ²": (0.2, 1100, "left", "bottom"),
        "log σ": (10, 2.6, "right", "bottom"),
        "log σ²": (0.105, 0.36, "left", "top"),
    }
    label_lines(axes, places)


STABLE_RATES = {  # the largest one by its formula
    "σ": lambda target: target**2,
    "σ²": lambda target: 4 * target**4,
    "log σ": np.ones_like,
    "log σ²": lambda target: np.full_like(target, 4),
}


@figure(figsize=(6, 4))
def largest_stable_step(axes, claims):
    """Largest stable learning rate of gradient descent against the target of σ, on logarithmic axes.
    Dots from descents are on the lines of the formulas. In σ the rate rises, and in σ² it rises twice as steeply.
    In log σ and in log σ² it is constant, and higher in log σ²."""
    series = claims["largest-stable-step"]["series"]
    target = np.array(series["target"])
    for name, (_, color, line, _) in COORDINATES.items():
        axes.loglog(target, STABLE_RATES[name](target), line, color=color)
        axes.loglog(target, series[f"{name}, KL"], "o", color=color, markersize=6)
    axes.set_xlabel(r"target of $\sigma$", size=17)
    axes.set(ylabel="largest stable rate", yticks=[1e-3, 1e-1, 1e1, 1e3, 1e5])
    places = {
        "σ": (0.105, 0.03, "left", "center"),
        "σ²": (0.24, 0.002, "left", "center"),
        "log σ": (10, 0.25, "right", "center"),
        "log σ²": (0.105, 10, "left", "center"),
    }
    label_lines(axes, places)


TARGET = 0.25


@figure(2, 2, figsize=(6, 4.6), sharey=True)
def four_slopes(grid, claims):
    """The KL of a Normal from a narrow Normal, drawn against σ, σ², log σ and log σ². In σ and σ² the curve is steep
    and narrow, with a wall on its left. In both logarithms it is a wide bowl of the same shape, twice as wide in log σ²."""
    for axes, name in zip(grid.flat, COORDINATES, strict=True):
        label, color, _, value = COORDINATES[name]
        std = np.geomspace(0.05 if "log" in name else 0.08, 0.8, 200)
        ratio = std / TARGET
        axes.plot(value(std), 0.5 * (ratio**2 - 1) - np.log(ratio), color=color)
        axes.plot(value(TARGET), 0, "o", color=color, clip_on=False)
        axes.set(ylim=(0, 2.4), yticks=[0, 1, 2])
        axes.locator_params(axis="x", nbins=5)
        axes.set_xlabel(label, size=17)
    grid[0, 0].figure.supylabel("KL (nats)", size=13)
