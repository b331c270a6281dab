"""Figures of the pages in practice/, in the order of the navigation."""

import math

import numpy as np

from press.figures import (
    DASHES,
    HEADS,
    arrow,
    figure,
    histogram,
    name_rows,
    power_of_ten,
)
from press.style import FAINT, HUE, INK


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


CURVES = {  # parameterization: label, colour, line, and where the label is in each figure
    "log_std": ("log σ", HUE["log_std"], "-", (5.4, 6.1), (1.9, 1.5e3)),
    "log_variance": ("log σ²", HUE["log_variance"], "-", (10.2, 5.0), (-2.4, 2.3e3)),
    "tanh_clamped_log_std": ("clamp by tanh", INK, (0, (1, 1.2)), (10.2, 3.9), None),
    "softplus_std": ("softplus", HUE["softplus_std"], "-", (10.2, 2.2), (0.9, 6e4)),
    "squareplus_std": ("squareplus", INK, (0, (4, 2)), (-9.8, -0.8), (-1.2, 3e4)),
}


@figure(figsize=(6, 4))
def log_sigma_by_h(axes, claims):
    """Five curves from the raw output h, minus 10 to 10, to log σ. The two logarithms are straight lines, log σ twice
    as steep as log σ². Softplus runs close to log σ on the left and flattens on the right. Squareplus flattens on both
    sides, without a limit. The clamp by tanh is as steep as log σ in the middle and levels off at minus 5 and 5."""
    series = claims["slope-of-log-sigma"]["series"]
    for name, (label, color, line, place, _) in CURVES.items():
        under = name == "log_std"  # softplus lies on it at the left
        width, alpha, side = (6, 0.5, "right") if under else (2.2, 1, "left")
        look = {"color": color, "linestyle": line, "linewidth": width, "alpha": alpha}
        axes.plot(series["h"], series[name], **look)
        axes.text(*place, label, color=color, va="center", ha=side)
    axes.axhline(0, color=FAINT, linewidth=0.8, zorder=0)
    axes.axvline(0, color=FAINT, linewidth=0.8, zorder=0)
    axes.set(xlabel="raw output h", ylabel="log σ", xlim=(-10, 10), ylim=(-7, 7))
    axes.set(xticks=[-10, -5, 0, 5, 10], yticks=[-5, 0, 5])


@figure(figsize=(6, 3.8))
def steps_to_sigma(axes, claims):
    """Steps of Adam, on a logarithmic scale, against the target σ, from small to large. In the middle, at σ = 1, only
    softplus needs steps, because it starts at another σ. To the left log σ, log σ² and softplus rise slowly, and squareplus
    rises far above them. To the right log σ and log σ² rise more than on the left, and softplus and squareplus rise
    together far above both."""
    series = claims["steps-to-small-sigma"]["series"]
    exponents = np.log10(series["target"])
    for name, (label, color, line, _, place) in CURVES.items():
        if place:
            steps = np.maximum(series[name], 10)  # σ = 1 needs none
            axes.plot(exponents, steps, color=color, linestyle=line)
            axes.text(*place, label, color=color, ha="center")
    axes.set(xlabel="target σ", ylabel="steps of Adam", yscale="log", ylim=(10, 3e5))
    axes.set_xticks(range(-3, 4, 3), ["0.001", "1", "1000"])
    axes.set_yticks([10**n for n in range(1, 6)])


SHOWN = [  # series, label, colour, and where the label is at the curve's end
    ("initial weights", "initial weights", "C0", "center"),
    ("learning rate, Adam", "learning rate", "C1", "bottom"),
    ("weight decay", "weight decay", "C2", "top"),
]


@figure(figsize=(6, 3.8))
def one_setting_unchanged(axes, claims):
    """Three curves over 60 training steps, on a logarithmic axis: the difference of the losses of the two trainings if
    one setting is not moved. All three rise, with dips. The curve of the initial weights is highest almost everywhere. That of
    the learning rate starts below it and that of the weight decay lowest, and these two meet in the end."""
    series = claims["each-setting-counts"]["series"]
    for key, label, color, at in SHOWN:
        apart = np.array(series[key])
        apart[apart == 0] = np.nan
        axes.plot(np.arange(1, len(apart) + 1), apart, color=color)
        axes.text(61, apart[-8:].max(), label, color=color, va=at)
    axes.set(yscale="log", xlabel="training step", xlim=(1, 60))
    axes.set(ylabel="difference of the losses (nats)", xticks=[1, 20, 40, 60])


@figure()
def kl_line_terms(axes, claims):
    """Three curves over logvar, from minus 4 to 2, with μ = 0. Half of exp(logvar) minus 1 rises to the right. Minus half of
    logvar is a straight line that falls. Their sum, the KL, is a bowl that touches zero at logvar = 0, is nearly the
    straight line far to the left, and nearly the exponential to the right."""
    v = np.linspace(-4, 2, 241)
    axes.axhline(0, color=INK, linewidth=1)
    axes.plot(v, 0.5 * (np.exp(v) - 1), color="C1", linestyle="--", linewidth=1.8)
    axes.plot(v, -0.5 * v, color="C2", linestyle="--", linewidth=1.8)
    axes.plot(v, 0.5 * (np.exp(v) - 1 - v), color="C0")
    axes.text(-2.3, 0.15, "the KL", color="C0", size=15)
    axes.text(-3.3, 1.85, "−½ logvar", color="C2", size=15)
    axes.text(1.25, 2.2, "½ (exp(logvar) − 1)", color="C1", ha="right", size=15)
    axes.set(xlabel="logvar", ylabel="nats", xlim=(-4, 2), ylim=(-1, 3))
    axes.set_xticks([-4, -2, 0, 2])


@figure()
def slip_opens(axes, claims):
    """A curve over 200 training steps: by how many nats per image the printed bound is too good. It starts
    near zero, rises steeply, and levels off high above it. A second, dashed line lies on zero throughout: the program
    without the mismatch."""
    series = claims["slip-in-a-trained-vae"]["series"]
    axes.plot(series["steps"], series["too good"], color="C1", clip_on=False)
    axes.axhline(0, color="C0", linestyle="--", linewidth=1.8)
    top = max(series["too good"])
    axes.text(197, top + 0.12, "with the mismatch", color="C1", ha="right", size=15)
    axes.text(197, 0.12, "without", color="C0", ha="right", size=15)
    axes.set(xlabel="training step", ylabel="too good by (nats)")
    axes.set(xlim=(0, 200), ylim=(-0.15, top + 0.5))


@figure()
def kl_below_zero(axes, claims):
    """Two curves over the ratio of the variances, from a quarter to eight, on a logarithmic axis. The KL of two
    Normals touches zero at the ratio 1 and is positive everywhere else. The one with the missing half crosses zero at the
    ratio 1, has its lowest point at the ratio 2, and is positive again from a ratio between 3 and 4."""
    ratio = np.geomspace(0.25, 8, 241)
    axes.axhline(0, color=INK, linewidth=1)
    axes.plot(ratio, 0.5 * (ratio - 1 - np.log(ratio)), color="C0")
    axes.plot(ratio, 0.5 * (ratio - 1) - np.log(ratio), color="C1")
    axes.plot(2, 0.5 - np.log(2), "o", color="C1", markersize=8)
    axes.text(2, -0.36, "½ − ln 2", color="C1", ha="center", va="center", size=14)
    axes.text(0.46, 0.75, "½ missing", color="C1", size=15)
    axes.text(4.3, 1.3, "the KL", color="C0", ha="right", size=15)
    axes.set(xscale="log", xlabel="variance of q / variance of p", ylabel="nats")
    axes.set(xlim=(0.25, 8), ylim=(-0.5, 2))
    axes.set_xticks([0.25, 0.5, 1, 2, 4, 8], ["¼", "½", "1", "2", "4", "8"])


@figure()
def lost_half(axes, claims):
    """Two curves over v, on both sides of zero: the true KL of what a program with a mismatch draws, and the KL that it prints, dashed.
    Both are zero at v = 0. To the left the true one rises about twice as fast, and to the right far faster.
    The strip between them is shaded: there the bound is too good."""
    v = np.linspace(-5, 1.5, 241)
    true = 0.5 * (np.exp(2 * v) - 1) - v
    printed = 0.5 * (np.exp(v) - 1 - v)
    axes.fill_between(v, printed, true, color="C1", alpha=0.15, linewidth=0)
    axes.plot(v, true, color="C1")
    axes.plot(v, printed, color="C0", linestyle="--")
    axes.text(-4.4, 4.2, "true", color="C1", size=15)
    axes.text(-4.9, 1.15, "printed", color="C0", size=15)
    axes.set(xlabel="v", ylabel="KL (nats)", xlim=(-5, 1.5), ylim=(0, 5))
    axes.set_xticks(range(-4, 2))


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


DTYPES = ("float32", "bfloat16", "float16")
BARS = {"log σ²": (-0.2, HUE["log_variance"]), "log σ": (0.2, HUE["log_std"])}
CLAMP = (-30, 20)


@figure(figsize=(6, 3.7))
def range_of_each_format(axes, claims):
    """Two bars for each of float32, bfloat16 and float16, one of a log σ² head and one of a log σ head: the raw
    outputs h, on both sides of zero, at which σ² and 1/σ² survive. The bars of float32 and bfloat16 are nearly equally
    long and reach far beyond the shaded range of the clamp from minus 30 to 20. The bars of float16 are far shorter and
    end inside that range on both sides. A log σ head's bar is half as long as that of log σ²."""
    series = claims["range-that-survives"]["series"]
    axes.axvspan(*CLAMP, color=INK, alpha=0.13, linewidth=0)
    for head, (shift, color) in BARS.items():
        for row, dtype in enumerate(DTYPES):
            (end,) = series[f"{dtype}, {head}"]
            axes.barh(row + shift, 2 * end, left=-end, height=0.34, color=color)
        axes.text(15, 2 + shift, f"{head} head", color=color, va="center")
    axes.text(-5, -0.62, "clamp", ha="center", va="center")
    axes.set(xlabel="raw output h", xlim=(-95, 95), ylim=(2.55, -0.85))
    axes.set_xticks([-80, -40, 0, 40, 80])
    name_rows(axes, DTYPES)


LARGEST = math.log(np.finfo(np.float16).max)
SMALLEST = math.log(float(np.finfo(np.float16).smallest_subnormal) / 2)
SURVIVES = {  # from which h to which, read as log σ²
    "σ": (2 * SMALLEST, 2 * LARGEST),
    "σ²": (SMALLEST, LARGEST),
    "1/σ²": (-LARGEST, -SMALLEST),
    "log q": (-LARGEST, LARGEST),
    "log q in ε": (-50, 50),
}


@figure(figsize=(6, 3.2))
def what_survives(axes, claims):
    """The raw outputs h, read as log σ², at which each term of a loss survives float16. Of those with an exponential, σ
    lasts furthest, and σ² and 1/σ² about half as far. The tutorial's log q lasts only where both do.
    log q written in ε lasts over the whole axis."""
    for row, (low, high) in enumerate(SURVIVES.values()):
        axes.barh(row, high - low, left=low, height=0.6, color="C0")
    axes.set(xlabel="raw output h, in float16", xlim=(-50, 50), ylim=(4.6, -0.6))
    axes.set_xticks([-40, -20, 0, 20, 40])
    name_rows(axes, SURVIVES)


SHIFTED = {"shifted_softplus_std": ("shifted softplus", HUE["softplus_std"])}


@figure()
def two_slopes_of_softplus(axes, claims):
    """Two curves over the raw output h from minus 10 to 10, for softplus. The slope of σ rises from 0 on the left to 1
    on the right, dashed. The slope of log σ does the opposite: it is 1 on the left and falls towards 0 on the right."""
    series = claims["slope-of-log-softplus-tends-to-one"]["series"]
    hue = HUE["softplus_std"]
    axes.plot(series["h"], series["log σ"], color=hue)
    axes.plot(series["h"], series["σ"], color=hue, linestyle=DASHES)
    axes.text(-9.7, 0.88, "slope of log σ", color=hue, va="top", size=15)
    axes.text(9.7, 0.88, "slope of σ", color=hue, va="top", ha="right", size=15)
    axes.set(xlabel="raw output h", xlim=(-10, 10), ylim=(0, 1.05))
    axes.set_xticks([-10, -5, 0, 5, 10])
    axes.set_yticks([0, 0.5, 1], ["0", "½", "1"])


@figure(4, figsize=(6, 4.4), sharex=True, sharey=True)
def sigma_after_training(rows, claims):
    """Four histograms, one below the other, of σ over test images after 400 batches: for a log σ² head, a log σ head,
    a softplus head and a shifted softplus head. All lie in about the same place."""
    series = claims["sigma-after-training"]["series"]
    edges = [10**edge for edge in series["edges"]]
    shown = (HEADS | SHIFTED).items()
    for axes, (head, (label, color)) in zip(rows, shown, strict=True):
        histogram(axes, series[head], edges, color)
        place = {"ha": "right", "va": "top", "transform": axes.transAxes}
        axes.text(0.98, 0.75, label, color=color, size=14, **place)
        axes.set(xscale="log", xlim=(0.1, 2))
    axes.set_xticks([0.1, 0.2, 0.5, 1, 2], ["0.1", "0.2", "0.5", "1", "2"])
    axes.set_xlabel("σ of the test images")


@figure(figsize=(6, 3.7))
def floor_under_sigma(axes, claims):
    """Log-likelihood of an image against the floor put under σ, from a large σ to almost 0.
    One σ for all pixels: two lines close together, training digits and new ones, level except at the largest floors. A σ for
    each pixel: the line of the training digits rises without end, and that of the new digits first rises with it, then turns
    and falls out of the frame."""
    series = claims["own-variances-have-no-limit"]["series"]
    floors = -np.log10(series["floors"])
    for kind, color in (("own", "C0"), ("shared", INK)):
        axes.plot(floors, series[f"train, {kind}"], color=color)
        axes.plot(floors, series[f"new, {kind}"], color=color, linestyle=DASHES)
    top = max(series["train, own"])
    axes.set(xlabel="floor under σ", ylabel="nats per image")
    axes.set(xlim=(0, 8), ylim=(-0.35 * top, 1.04 * top))
    powers = map(power_of_ten, (-4, -6, -8))
    axes.set_xticks([0, 2, 4, 6, 8], ["1", "0.01", *powers])
    own = series["train, own"][5] + 0.05 * top
    shared = series["train, shared"][5] + 0.06 * top
    axes.text(4.9, own, "own σ, training", color="C0", ha="right", size=14)
    axes.text(2.55, -0.2 * top, "own σ, new digits", color="C0", size=14)
    axes.text(8, shared, "one σ, training and new", ha="right", size=14)


@figure(figsize=(6, 3.5))
def raw_sigma_of_a_policy(axes, claims):
    """The σ of a policy over the steps of Adam, from 1. With a raw σ it falls in a nearly straight line, crosses 0, and
    ends there with a cross. With log σ it falls along a curve that flattens out above 0."""
    series = claims["raw-sigma-falls-below-zero"]["series"]
    raw, log = np.array(series["raw"]), np.array(series["log"])
    crossed = int(np.argmax(raw <= 0))
    hue, steps = HUE["log_std"], len(log)
    axes.axhline(0, color=INK, linewidth=1)
    axes.plot(raw[: crossed + 1], color=INK)
    axes.plot(crossed, raw[crossed], "x", color=INK, markersize=11, markeredgewidth=2.5)
    axes.plot(log, color=hue)
    axes.text(crossed / 2 - 5, 0.3, "raw σ", ha="right", size=15)
    axes.text(0.62 * steps, 0.3, "log σ", color=hue, va="bottom", size=15)
    axes.set(xlabel="steps of Adam", ylabel="σ", xlim=(0, steps - 1), ylim=(-0.1, 1.05))
    axes.set_yticks([0, 0.5, 1], ["0", "½", "1"])


@figure(figsize=(6, 3.7))
def fitted_band(axes, claims):
    """Points along nearly one period of a wave, tight on the left and widely scattered on the right. A fitted curve runs through
    them inside a shaded band of two fitted σ to either side. Dashed lines, two true σ from the true mean, follow the
    band's edges closely from left to right."""
    series = claims["two-heads-find-mean-and-sigma"]["series"]
    names = ("grid", "mean", "std", "true mean", "true std")
    x, mean, std, truth, spread = (np.array(series[name]) for name in names)
    low, high = mean - 2 * std, mean + 2 * std
    axes.plot(series["x"], series["y"], ".", color=INK, alpha=0.35, markersize=5)
    axes.fill_between(x, low, high, color="C0", alpha=0.25, linewidth=0)
    axes.plot(x, mean, color="C0")
    for edge in (truth - 2 * spread, truth + 2 * spread):
        axes.plot(x, edge, color=INK, linestyle=DASHES, linewidth=1.6)
    axes.text(-0.95, 0.75, "fitted mean ± 2σ", color="C0", size=14)
    axes.text(-0.95, 1.25, "true mean ± 2σ", size=14)
    axes.set(xlabel="x", ylabel="y", xlim=(-1, 1), ylim=(-2.1, 2.1))
    axes.set(xticks=range(-1, 2), yticks=range(-2, 3))


@figure(figsize=(6, 3.5))
def sigma_by_kl_weight(axes, claims):
    """The best σ of a linear VAE against the weight of its KL, both on logarithmic axes. A straight line falls from the
    weight 1 of an ordinary VAE to the tiny weights that latent-diffusion models use, where σ is nearly 0. A dashed level line at σ = 1 marks a head whose h is 0."""
    series = claims["linear-vae-sigma-by-weight"]["series"]
    weights, std = np.log10(series["β"]), np.log10(series["σ"])
    axes.axhline(0, color=INK, linestyle=DASHES, linewidth=1.6)
    axes.plot(weights, std, "o-", color=HUE["log_variance"], markersize=6)
    axes.text(-3, -0.12, "h = 0", ha="center", va="top", size=14)
    for point, text, side in ((0, "a VAE", "right"), (-1, "latent\ndiffusion", "left")):
        x, y = weights[point], std[point]
        arrow(axes, text, (x, -2.2), (x, y), ha=side, va="center")
    axes.set(xlabel="weight of the KL, β", ylabel="σ", ylim=(-3.8, 0.3))
    axes.set_xticks([0, -2, -4, -6], ["1", *map(power_of_ten, (-2, -4, -6))])
    axes.set_yticks([0, -1, -2, -3], ["1", *map(power_of_ten, (-1, -2, -3))])
