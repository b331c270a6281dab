"""Figures of question.md."""

import math

import matplotlib.pyplot as plt
import numpy as np

from press.figures import figure
from press.figures.tutorial_plane import arrays, images, show
from press.style import HUE


@figure(
    "raw-output-at-start",
    alt="""Histogram of the untrained encoder's raw outputs for test images, over 64 sets of initial
    weights. It is a symmetric bell around zero. The half at or left of zero is red and marked "no σ here".
    The half right of zero is blue and marked "a variance".""",
)
def raw_output_at_start(evidence):
    series = evidence["claims"]["raw-variance-at-start"]["series"]
    edges, share = np.array(series["edges"]), np.array(series["share"])
    figure, axes = plt.subplots()
    left = edges[1:] < 1e-9
    for side, colour in ((left, "C1"), (~left, "C0")):
        axes.bar(
            edges[:-1][side],
            share[side],
            np.diff(edges)[side],
            align="edge",
            color=colour,
        )
    height = share.max()
    axes.text(-0.125, 0.75 * height, "no σ here", color="C1", ha="center", fontsize=15)
    axes.text(0.125, 0.75 * height, "a variance", color="C0", ha="center", fontsize=15)
    axes.set(xlabel="raw output h before the first step", yticks=[], xlim=(-0.25, 0.25))
    axes.set_xticks([-0.2, -0.1, 0, 0.1, 0.2], ["−0.2", "−0.1", "0", "0.1", "0.2"])
    axes.spines["left"].set_visible(False)
    return figure


@figure(
    "raw-output-to-sigma",
    alt="""Curves from the raw output h, minus 3 to 3, to σ. e^h rises fastest, e^(h/2) more slowly; both pass
    through 1 at h = 0. Softplus passes through ln 2 and becomes a straight line. All three stay above
    zero everywhere. The square root of h, a raw variance, is drawn dashed and begins only at h = 0.""",
)
def raw_output_to_sigma(evidence):
    h = np.linspace(-3, 3, 241)
    figure, axes = plt.subplots(figsize=(6, 3.7))
    axes.plot(h, np.exp(h), color=HUE["log_std"])
    axes.plot(h, np.exp(h / 2), color=HUE["log_variance"])
    axes.plot(h, np.logaddexp(0, h), color=HUE["softplus_std"])
    ink = plt.rcParams["text.color"]
    axes.plot(
        h[h >= 0], np.sqrt(h[h >= 0]), color=ink, linestyle=(0, (3, 2)), linewidth=1.6
    )
    axes.plot(0, 0, "o", color=ink, markersize=6, clip_on=False, zorder=3)
    for x, y, text, colour in (
        (1.16, 4.1, r"$e^{h}$", HUE["log_std"]),
        (3.08, 4.5, r"$e^{h/2}$", HUE["log_variance"]),
        (3.08, 3.05, "softplus", HUE["softplus_std"]),
        (3.08, 1.73, r"$\sqrt{h}$", ink),
    ):
        right = {"ha": "right"} if x < 2 else {"ha": "left"}
        axes.text(x, y, text, color=colour, va="center", fontsize=15, **right)
    axes.set(xlabel="raw output h", ylabel="σ", xlim=(-3, 3), ylim=(0, 5))
    axes.set_xticks([-3, -2, -1, 0, 1, 2, 3], ["−3", "−2", "−1", "0", "1", "2", "3"])
    return figure


SPREAD = 2.0
RULERS = [  # name, value for a σ, its inverse, marks
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
    alt="""Three rulers, one below the other: σ, log σ and log σ². One vertical line crosses all three and marks
    the same spread on each. Its value on the third ruler is twice its value on the second.""",
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


NODES = {  # text: its height
    r"$\mu$": 4,
    r"$h$": 3,
    r"$\sigma = e^{h/2}$": 2,
    r"$\varepsilon$ from $N(0, 1)$": 1,
    r"$z = \mu + \sigma \odot \varepsilon$": 0,
}


@figure(
    "whole-model",
    alt="""A test image of a seven goes into the encoder, which outputs μ and h. Below, σ is e to the power of half of h, and ε is
    drawn from the standard Normal. z is computed from μ, σ and ε, and the decoder turns z into a blurred seven.""",
)
def whole_model(evidence):
    ink = plt.rcParams["text.color"]
    drawn, (left, middle, right) = plt.subplots(
        1, 3, figsize=(6, 2.9), width_ratios=(1, 2.2, 1)
    )
    show(left, images(1), 1)
    show(right, arrays()["log_variance_reconstructions"][:1], 1)
    left.set_title("image $x$")
    right.set_title("decoded")
    line = {"color": ink, "linewidth": 1.2, "clip_on": False}
    arrow = {"arrowstyle": "-|>", "color": ink, "shrinkA": 0, "shrinkB": 0}

    def point(start, end, **shape):
        middle.annotate("", end, start, arrowprops=arrow | shape, annotation_clip=False)

    for words, y in NODES.items():
        colour = HUE["log_variance"] if y in (2, 3) else ink
        box = {"boxstyle": "round,pad=0.35", "facecolor": "none", "edgecolor": colour}
        middle.text(
            0.5, y, words, ha="center", va="center", fontsize=14, color=colour, bbox=box
        )
    for y in (3, 4):
        point((0, 3.5), (0.4, y))
    point((0.5, 2.65), (0.5, 2.37))
    for y, start in ((4, 0.59), (2, 0.69), (1, 0.82)):
        middle.plot([start, 0.93], [y, y], **line)
    middle.plot([0.93, 0.93], [4, 0.1], **line)
    point((0.93, 0.1), (0.8, 0.1))
    corner = {"connectionstyle": "angle,angleA=0,angleB=-90"}
    point((0.78, -0.2), (1.2, 0.6), **corner)
    middle.text(0.05, 4.1, "encoder", ha="center", fontsize=11)
    middle.text(1.0, -0.65, "decoder", ha="center", fontsize=11)
    middle.set(xlim=(0, 1), ylim=(-0.7, 4.5))
    middle.axis("off")
    return drawn
