"""Figures of reasons/2-tradition.md."""

import math

from press.figures import figure, name_rows

CALLS = [  # claim, its part, what was called
    ("numpy-takes-sigma", "", "NumPy normal"),
    ("scipy-takes-sigma", "SciPy", "SciPy norm"),
    ("tensorflow-takes-sigma", "", "tf.random.normal"),
    ("keras-initializer-takes-sigma", "", "Keras RandomNormal"),
    ("multivariate-takes-variance", "", "NumPy multivariate_normal"),
]
MEANINGS = [(math.sqrt(3), r"$3 = \sigma^2$", "C1"), (3.0, r"$3 = \sigma$", "C0")]


@figure(figsize=(5.6, 4.1))
def what_the_3_meant(axes, claims):
    """Five calls with a 3 as their second argument, and the standard deviation that each means. NumPy normal, SciPy
    norm, tf.random.normal and Keras RandomNormal are on the line at 3: they took the 3 for σ.
    NumPy multivariate_normal is on the line at √3: it took the 3 for σ²."""
    bottom = len(CALLS) - 0.5
    for x, name, color in MEANINGS:
        axes.plot([x, x], [-0.5, bottom], color=color, linewidth=1.6, linestyle="--")
        axes.text(x, -0.75, name, color=color, ha="center", size=16)
    for row, (claim, part, _) in enumerate(CALLS):
        spread = math.sqrt(claims[claim]["parts"][part]["estimate"])
        (color,) = (color for x, _, color in MEANINGS if abs(spread - x) < 0.05)
        axes.plot(spread, row, "o", markersize=11, color=color)
    axes.set(xlim=(1.3, 3.4), ylim=(bottom, -1.2), xticks=[1.5, 2, 2.5, 3])
    axes.set(xlabel="standard deviation")
    name_rows(axes, [call for *_, call in CALLS])
