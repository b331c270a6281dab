"""Figures of question.md."""

import matplotlib.pyplot as plt
import numpy as np

from press.figures import figure
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
