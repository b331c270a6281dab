"""Figures of practice/choosing.md."""

import matplotlib.pyplot as plt

from press.figures import figure

CURVES = [  # parameterization, label, where it stands, colour
    ("log_std", "log σ", (5.4, 6.1), "C0"),
    ("log_variance", "log σ²", (10.2, 5.0), "C0"),
    ("tanh_clamped_log_std", "clamp by tanh", (10.2, 3.9), "C2"),
    ("softplus_std", "softplus", (10.2, 2.2), "C1"),
    ("squareplus_std", "squareplus", (-9.8, -0.8), "C1"),
]


@figure(
    "log-sigma-by-h",
    alt="""Five curves from the raw output h, minus 10 to 10, to log σ. The two logarithms are straight lines, log σ twice
    as steep as log σ². Softplus runs beside log σ on the left and flattens on the right. Squareplus flattens on both
    sides, without a limit. The clamp by tanh is as steep as log σ in the middle and levels off at minus 5 and 5.""",
)
def log_sigma_by_h(evidence):
    series = evidence["claims"]["slope-of-log-sigma"]["series"]
    figure, axes = plt.subplots(figsize=(6, 4))
    for name, label, (x, y), color in CURVES:
        style = "--" if name in ("squareplus_std", "log_variance") else "-"
        width = 5 if name == "log_std" else 2.2  # softplus lies on it at the left
        axes.plot(
            series["h"], series[name], color=color, linestyle=style, linewidth=width
        )
        right = {"ha": "right"} if name == "log_std" else {"ha": "left"}
        axes.text(x, y, label, color=color, va="center", fontsize=13, **right)
    axes.axhline(0, color=plt.rcParams["grid.color"], linewidth=0.8, zorder=0)
    axes.axvline(0, color=plt.rcParams["grid.color"], linewidth=0.8, zorder=0)
    axes.set(xlabel="raw output h", ylabel="log σ", xlim=(-10, 10), ylim=(-7, 7))
    axes.set_xticks([-10, -5, 0, 5, 10], ["−10", "−5", "0", "5", "10"])
    axes.set_yticks([-5, 0, 5], ["−5", "0", "5"])
    return figure
