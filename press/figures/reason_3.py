"""Figures of reasons/3-unbiased-estimator.md."""

from press.figures import figure, histogram
from press.style import INK

ROWS = [  # series, claim and part that hold its mean, name, unit, colour
    ("S²", "sample-variance-is-unbiased", "Normal, n = 5", "$S^2$", r"\sigma^2", "C0"),
    ("S", "sample-std-mean-is-c4", "n = 5", "$S$", r"\sigma", "C1"),
]


@figure(2, figsize=(6, 4.2), sharex=True)
def mean_of_variance_and_of_std(rows, claims):
    """Two histograms, one below the other, from the same 200,000 samples of five Normal draws: above S² in units
    of σ², below S in units of σ. A dashed line through both marks the true value 1. The mean of S² is
    on it, and the mean of S is to the left of it."""
    series = claims["sample-std-mean-is-c4"]["series"]
    for axes, (key, claim, part, name, unit, color) in zip(rows, ROWS, strict=True):
        mean = claims[claim]["parts"][part]["estimate"]
        top = max(series[key])
        histogram(axes, series[key], series["edges"], color)
        axes.axvline(1, color=INK, linewidth=1.4, linestyle="--")
        axes.plot([mean, mean], [0, top], color=color, linewidth=3)
        text = f"mean of {name}: {mean:.2f}"
        axes.text(1.45, 0.62 * top, text, color=color, size=16)
        axes.set(xlim=(0, 3), ylim=(0, 1.12 * top))
        axes.set(xlabel=f"{name} in units of ${unit}$")
        axes.tick_params(labelbottom=True)
    rows[0].text(1.03, 1.12 * max(series["S²"]), "truth", va="top")
