"""Figures of practice/nan.md."""

from press.figures import figure
from press.style import INK


@figure(figsize=(6, 3.7))
def two_ways_to_nan(axes, claims):
    """Two losses on a logarithmic axis against the step, both ending in a cross. The KL at too large a learning
    rate creeps up for a few steps, jumps by many powers of ten, and then is infinite. The cross-entropy of a white
    pixel, taken from its probability, falls steadily to almost nothing, and then is NaN."""
    growing = claims["leaf-learning-rate"]["series"]["large rate"]
    falling = claims["log-of-zero-strikes-a-good-fit"]["series"]["good fit"]
    axes.set_yscale("log")
    for losses, sign, end in ((growing, "o-", 1e27), (falling, "s-", 2e-8)):
        last = len(losses)
        axes.plot(range(1, last + 1), losses, sign, color=INK, markersize=5)
        gap = [last, last + 1], [losses[-1], end]
        axes.plot(*gap, color=INK, linestyle=(0, (2, 2)), linewidth=1.4)
        axes.plot(last + 1, end, "x", color=INK, markersize=11, markeredgewidth=3)
    axes.text(8, 1e27, "∞, then NaN", va="center")
    axes.text(6.6, 1e14, "KL, learning rate\ntoo large", va="center")
    entropy = "cross-entropy of\na white pixel,\nfrom probabilities"
    axes.text(10.2, 2e4, entropy, va="center")
    axes.text(18, 4e-12, "NaN", ha="center", va="center")
    axes.set(xlabel="step", ylabel="loss (nats)", xlim=(0.5, 20), ylim=(1e-14, 1e30))
    axes.set(xticks=[1, 5, 10, 15, 20], yticks=[1e-10, 1, 1e10, 1e20])
