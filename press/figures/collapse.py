"""Figures of practice/collapse.md."""

from press.figures import arrow, figure
from press.style import HUE, INK


@figure(figsize=(6, 3.5))
def kl_by_weight(axes, claims):
    """The KL against the weight β, on a logarithmic axis, for a log σ² head and a log σ head. Both curves start
    high at the weight 1, fall together as the weight grows, and lie on zero long before the weight that a mean over
    pixels stands for, which is marked at the right end."""
    series = claims["either-head-collapses"]["series"]
    weights, top = series["weight"], max(series["log σ²"])
    axes.axhline(0, color=INK, linewidth=1)
    for head, color, line, x, y in (
        ("log σ²", HUE["log_variance"], "-", 1.35, top),
        ("log σ", HUE["log_std"], "--", 0.85, 0.38 * top),
    ):
        axes.plot(weights, series[head], line, marker="o", color=color, markersize=6)
        axes.text(x, y, head, color=color, va="center", size=14)
    end = (weights[-1], 0)
    text = (weights[-1], 0.38 * top)
    arrow(axes, "mean over\nthe pixels", text, end, ha="right", va="bottom")
    axes.set(xscale="log", xlabel="weight of the KL, β", ylabel="KL (nats)")
    axes.set(xlim=(0.6, 1200), ylim=(-0.06 * top, 1.12 * top))
    axes.set_xticks([1, 4, 16, 64, 784], ["1", "4", "16", "64", "784"])
