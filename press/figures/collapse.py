"""Figures of practice/collapse.md."""

import matplotlib.pyplot as plt

from press.figures import figure
from press.style import HUE

HEADS = {"log σ²": HUE["log_variance"], "log σ": HUE["log_std"]}


@figure(
    "kl-by-weight",
    alt="""The KL against the weight β, on a logarithmic axis, for a log σ² head and a log σ head. Both curves start
    high at the weight 1, fall together as the weight grows, and lie on zero long before the weight that a mean over
    pixels stands for, which is marked at the right end.""",
)
def kl_by_weight(evidence):
    series = evidence["claims"]["either-head-collapses"]["series"]
    weights, ink = series["weight"], plt.rcParams["text.color"]
    figure, axes = plt.subplots(figsize=(6, 3.5))
    axes.axhline(0, color=ink, linewidth=1)
    for (head, color), line in zip(HEADS.items(), ("-", "--"), strict=True):
        axes.plot(weights, series[head], line, marker="o", color=color, markersize=6)
    top = max(series["log σ²"])
    axes.text(1.35, top, "log σ²", color=HUE["log_variance"], va="center", fontsize=14)
    axes.text(0.85, 0.38 * top, "log σ", color=HUE["log_std"], va="center", fontsize=14)
    axes.annotate(
        "mean over\nthe pixels",
        (weights[-1], 0),
        (weights[-1], 0.38 * top),
        ha="right",
        va="bottom",
        fontsize=13,
        arrowprops={"arrowstyle": "->", "color": ink, "shrinkB": 8},
    )
    axes.set(
        xscale="log",
        xlabel="weight of the KL, β",
        ylabel="KL (nats)",
        xlim=(0.6, 1200),
        ylim=(-0.06 * top, 1.12 * top),
    )
    ticks = [1, 4, 16, 64, 784]
    axes.set_xticks(ticks, [str(tick) for tick in ticks])
    axes.minorticks_off()
    return figure
