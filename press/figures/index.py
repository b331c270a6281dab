"""Figures of index.md."""

import math

import matplotlib.pyplot as plt
import numpy as np

from press.figures import figure

SPREAD = 2.0
RULERS = [  # label, label of a spread, its inverse, marks
    (r"$\sigma$", lambda s: s, lambda t: t, [0.5, 1, 3, 4]),
    (r"$\log\,\sigma$", np.log, np.exp, [-1, 0, 1]),
    (
        r"$\log\,\sigma^2$",
        lambda s: 2 * np.log(s),
        lambda t: np.exp(t / 2),
        [-2, -1, 0, 1, 2],
    ),
]


@figure(
    "one-spread-three-labels",
    alt="""Three rulers, one below the other: σ, log σ and log σ². One vertical line crosses all three:
    it stands for the same spread on each, and what it reads on the third is twice what it reads on the second.""",
)
def one_spread_three_labels(evidence):
    ink = plt.rcParams["text.color"]
    figure, axes = plt.subplots(figsize=(6, 3.9))
    left, right = math.log(0.36), math.log(4.5)  # aligned: equal places, equal spreads
    here = math.log(SPREAD)
    axes.plot([here, here], [-0.3, 2.62], color="C0", linewidth=2.5)
    axes.text(here, 2.7, "one spread", color="C0", ha="center", fontsize=15)
    for y, (name, label, spread, marks) in zip((2, 1, 0), RULERS, strict=True):
        axes.plot([left, right], [y, y], color=ink, linewidth=1.4)
        for mark in marks:
            x = math.log(spread(mark))
            axes.plot([x, x], [y - 0.08, y + 0.08], color=ink, linewidth=1.4)
            axes.text(
                x,
                y - 0.17,
                f"{mark:g}".replace("-", "−"),
                ha="center",
                va="top",
                fontsize=14,
            )
        axes.text(left - 0.12, y, name, ha="right", va="center", fontsize=21)
        axes.plot(here, y, "o", color="C0", markersize=11)
        value = f"{label(SPREAD):.2f}".removesuffix(".00")
        axes.text(here + 0.07, y + 0.14, value, color="C0", fontsize=18, weight="bold")
    axes.set(xlim=(left - 0.72, right + 0.02), ylim=(-0.5, 3.0))
    axes.axis("off")
    return figure
