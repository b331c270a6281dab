"""Figures of question.md."""

import numpy as np

from press.figures import DASHES, figure, without_left_axis
from press.figures.tutorial import arrays, images, show
from press.style import HUE, INK


@figure()
def raw_output_at_start(axes, claims):
    """Histogram of the untrained encoder's raw outputs for test images, over 32 sets of initial
    weights. It is a symmetric bell around zero. The half at or left of zero is red and marked "no σ here".
    The half right of zero is blue and marked "a variance"."""
    series = claims["raw-variance-at-start"]["series"]
    edges, share = np.array(series["edges"]), np.array(series["share"])
    left, widths = edges[:-1], np.diff(edges)
    height = 0.75 * share.max()
    for side, color, x, text in (
        (edges[1:] < 1e-9, "C1", -0.125, "no σ here"),
        (edges[1:] >= 1e-9, "C0", 0.125, "a variance"),
    ):
        axes.bar(left[side], share[side], widths[side], align="edge", color=color)
        axes.text(x, height, text, color=color, ha="center", size=15)
    axes.set(xlabel="raw output h before the first step", xlim=(-0.25, 0.25))
    axes.set_xticks([-0.2, -0.1, 0, 0.1, 0.2], ["−0.2", "−0.1", "0", "0.1", "0.2"])
    without_left_axis(axes)


@figure(figsize=(6, 3.7))
def raw_output_to_sigma(axes, claims):
    """Curves from the raw output h, minus 3 to 3, to σ. On the right e^h leaves the frame, and e^(h/2) rises more slowly. Both
    pass through 1 at h = 0. Softplus passes through ln 2 and becomes a straight line. All three stay above
    zero everywhere. The square root of h, a raw variance, is drawn dashed and begins only at h = 0."""
    axes.plot(0, 0, "o", color=INK, markersize=6, clip_on=False, zorder=3)
    h = np.linspace(-3, 3, 241)
    for name, std, text, x, y, side in (
        ("log_std", np.exp(h), r"$e^{h}$", 1.16, 4.1, "right"),
        ("log_variance", np.exp(h / 2), r"$e^{h/2}$", 3.08, 4.5, "left"),
        ("softplus_std", np.logaddexp(0, h), "softplus", 3.08, 3.05, "left"),
    ):
        axes.plot(h, std, color=HUE[name])
        axes.text(x, y, text, color=HUE[name], va="center", size=17, ha=side)
    right = h[h >= 0]
    axes.plot(right, np.sqrt(right), color=INK, linestyle=DASHES, linewidth=1.6)
    axes.text(3.08, 1.73, r"$\sqrt{h}$", color=INK, va="center", size=17)
    axes.set(xlabel="raw output h", ylabel="σ", xlim=(-3, 3), ylim=(0, 5))
    axes.set_xticks(range(-3, 4))


SPREAD = 2.0
RULERS = [  # name, its value for a log σ, its inverse, marks
    (r"$\sigma$", np.exp, np.log, [0.5, 1, 3, 4]),
    (r"$\log\,\sigma$", lambda log: log, lambda log: log, [-1, 0, 1]),
    (r"$\log\,\sigma^2$", lambda log: 2 * log, lambda h: h / 2, [-2, -1, 0, 1, 2]),
]


@figure(figsize=(6, 3.9))
def one_spread_three_labels(axes, claims):
    """Three rulers, one below the other: σ, log σ and log σ². One vertical line crosses all three and marks
    the same spread on each. Its value on the third ruler is twice its value on the second."""
    left, right, here = np.log([0.36, 4.5, SPREAD])  # equal places are equal spreads
    line = {"color": INK, "linewidth": 1.4}
    axes.plot([here, here], [-0.3, 2.62], color="C0", linewidth=2.5)
    axes.text(here, 2.7, "one spread", color="C0", ha="center", size=15)
    for y, (name, value, place, marks) in zip((2, 1, 0), RULERS, strict=True):
        axes.plot([left, right], [y, y], **line)
        for mark in marks:
            x, text = place(mark), f"{mark:g}".replace("-", "−")
            axes.plot([x, x], [y - 0.08, y + 0.08], **line)
            axes.text(x, y - 0.17, text, ha="center", va="top", size=14)
        axes.text(left - 0.12, y, name, ha="right", va="center", size=22)
        axes.plot(here, y, "o", color="C0", markersize=11)
        text = f"{value(here):.2f}".removesuffix(".00")
        axes.text(here + 0.07, y + 0.14, text, color="C0", size=18, weight="bold")
    axes.set(xlim=(left - 0.72, right + 0.02), ylim=(-0.5, 3.0))
    axes.axis("off")


NODES = {  # text: its height
    r"$\mu$": 4,
    r"$h$": 3,
    r"$\sigma = e^{h/2}$": 2,
    r"$\varepsilon$ from $N(0, 1)$": 1,
    r"$z = \mu + \sigma \odot \varepsilon$": 0,
}


@figure(1, 3, figsize=(6, 2.9), width_ratios=(1, 2.2, 1))
def whole_model(panels, claims):
    """A test image of a seven goes into the encoder, which outputs μ and h. Below, σ is e to the power of half of h, and ε is
    drawn from the standard Normal. z is computed from μ, σ and ε, and the decoder turns z into a blurred digit."""
    left, middle, right = panels
    show(left, images(1), 1)
    show(right, arrays()["log_variance_reconstructions"][:1], 1)
    left.set_title("image $x$")
    right.set_title("decoded")
    line = {"color": INK, "linewidth": 1.2, "clip_on": False}
    arrow = {"arrowstyle": "-|>", "color": INK, "shrinkA": 0, "shrinkB": 0}

    def point(start, end, **shape):
        middle.annotate("", end, start, arrowprops=arrow | shape, annotation_clip=False)

    for words, y in NODES.items():
        color = HUE["log_variance"] if y in (2, 3) else INK
        box = {"boxstyle": "round,pad=0.35", "facecolor": "none", "edgecolor": color}
        look = {"color": color, "size": 14, "ha": "center", "va": "center"}
        middle.text(0.5, y, words, bbox=box, **look)
    for y in (3, 4):
        point((0, 3.5), (0.4, y))
    point((0.5, 2.65), (0.5, 2.37))
    for y, start in ((4, 0.59), (2, 0.69), (1, 0.82)):
        middle.plot([start, 0.93], [y, y], **line)
    middle.plot([0.93, 0.93], [4, 0.1], **line)
    point((0.93, 0.1), (0.8, 0.1))
    corner = "angle,angleA=0,angleB=-90"
    point((0.78, -0.2), (1.2, 0.6), connectionstyle=corner)
    middle.text(0.05, 4.1, "encoder", ha="center")
    middle.text(1.0, -0.65, "decoder", ha="center")
    middle.set(xlim=(0, 1), ylim=(-0.7, 4.5))
    middle.axis("off")
