"""Figures of reasons/1-no-real-difference.md."""

import matplotlib.pyplot as plt
import numpy as np

from press.figures import figure

WIDTH = 20  # batches that the test averaged for one point


@figure(
    "two-heads-one-curve",
    alt="""ELBO per training batch over 600 batches, three seeds for each of two heads. All six curves rise
    steeply, then flatten. Half way up the solid ones of log σ² are slightly ahead of the dashed ones of log σ; then they lie on one another.""",
)
def two_heads_one_curve(evidence):
    series = evidence["claims"]["untouched-at-build-scale"]["series"]
    figure, axes = plt.subplots(figsize=(6, 3.6), layout="constrained")
    looks = {
        "log_variance": {
            "color": "C0",
            "linewidth": 4,
            "alpha": 0.45,
            "label": "log σ²",
        },
        "log_std": {
            "color": "C1",
            "linewidth": 1.6,
            "linestyle": "--",
            "label": "log σ",
        },
    }
    for name, elbo in series.items():
        head, seed = name.split(", seed ")
        look = looks[head] if seed == "0" else {**looks[head], "label": None}
        axes.plot(WIDTH * (np.arange(len(elbo)) + 0.5), elbo, **look)
    axes.set(xlabel="batches of 32 images", ylabel="ELBO of a batch (nats)")
    axes.legend(loc="lower right", frameon=False)
    axes.grid(alpha=0.25)
    return figure
