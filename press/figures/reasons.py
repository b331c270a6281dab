"""Figures of the pages in reasons/, in the order of the navigation."""

import math

import numpy as np

from press.figures import (
    HEADS,
    figure,
    histogram,
    name_rows,
    plot_seeds,
    without_left_axis,
)
from press.style import HUE, INK


@figure(2, 1, figsize=(6, 6), sharex=True, sharey=True)
def difference_by_epoch(panels, claims):
    """Two panels over the ten epochs: the test ELBO of log σ minus that of log σ², and the same for softplus. Each seed
    has a thin line, their median a thick one, and zero a dashed one. Every line of log σ starts below zero
    and ends higher, and some end above zero. Nearly every line of softplus starts above zero. Most end
    lower than they start, and a little above zero."""
    shown = {
        "log-std-starts-slower": "log_std",
        "softplus-starts-faster": "softplus_std",
    }
    for axes, (claim, head) in zip(panels, shown.items(), strict=True):
        label, color = HEADS[head]
        plot_seeds(axes, claims[claim]["series"], color)
        axes.text(10, -4.4, label, color=color, size=16, ha="right")
        axes.set(xticks=[1, 2, 4, 6, 8, 10])
    panels[0].text(10, 4.2, "dashed: log σ² itself", ha="right")
    panels[1].set(xlabel="epoch")
    panels[0].figure.supylabel("test ELBO minus that of log σ² (nats)")


@figure()
def every_run(axes, claims):
    """Three rows of dots, one row for each head: log σ², log σ, softplus. Each dot is the final test ELBO of one
    full-scale run, and thin lines join the runs of one seed. The three rows overlap, and the lines cross:
    which head ends ahead depends on the seed."""
    series = claims["full-scale-elbo"]["series"]
    heights = {head: 2 - row for row, head in enumerate(HEADS)}
    elbo = {
        head: dict(zip(series[f"{head}, seeds"], series[head], strict=True))
        for head in HEADS
    }
    for seed in set.intersection(*map(set, elbo.values())):
        one_seed = [elbo[head][seed] for head in HEADS]
        axes.plot(one_seed, heights.values(), color=INK, alpha=0.25, linewidth=1)
    left = min(min(series[head]) for head in HEADS) - 0.05
    for head, (label, color) in HEADS.items():
        axes.plot(series[head], [heights[head]] * len(series[head]), "o", color=color)
        axes.text(left, heights[head] + 0.14, label, color=color, size=15)
    axes.set(xlabel="test ELBO after 10 epochs (nats)", ylim=(-0.3, 2.45))
    axes.locator_params(axis="x", nbins=5)
    without_left_axis(axes)


@figure(figsize=(6, 3.8))
def browser_twins(axes, claims):
    """The difference of two small VAEs' losses in nats over the training steps, on two logarithmic axes, with one of the
    three settings unchanged in each curve. With unchanged initial weights it is large from the first step on. With the
    learning rate or Adam's epsilon unchanged it begins at the second step, and with epsilon it stays tiny. With all three
    settings changed it is exactly zero, which a logarithmic axis cannot show."""
    series = claims["browser-twins-diverge"]["series"]
    for marker, (what, gaps) in zip("ox+", series.items(), strict=True):
        # One dot per step would merge into a blot at the right end.
        steps = np.unique(np.geomspace(1, len(gaps), 150).round().astype(int))
        shown = np.array(gaps)[steps - 1]
        axes.loglog(steps, shown, marker, color=INK, markersize=4, label=what)
    axes.set(xlabel="step", ylabel="difference (nats)", xlim=(0.9, 220))
    axes.set(ylim=(1e-9, 5), yticks=[1e-8, 1e-6, 1e-4, 1e-2, 1])
    axes.legend(loc=(0.0, 0.28), markerscale=2, handletextpad=0.1)


STAGES = ("gradient of h", "step of h", "step of log σ")


@figure(figsize=(6, 3.2))
def two_to_one_gear(axes, claims):
    """How many times as large a quantity is with a log σ head as with a log σ² head, in three stages: the gradient
    with respect to h, the step of h and the step of log σ. SGD keeps the gradient's factor of 2 in the step of h, and the last stage
    doubles it to 4. Adam divides the factor out of the step of h, so that the last stage ends at 2."""
    parts = claims["one-step-in-numbers"]["parts"]
    for optimizer, style in (("SGD", "o-"), ("Adam", "s--")):
        slope, move = (
            parts[f"{what}, log σ"]["estimate"] / parts[f"{what}, log σ²"]["estimate"]
            for what in ("∂KL/∂h", optimizer)
        )
        heights = (slope, move / 2, move)  # h moves log σ twice as far if it is log σ
        axes.plot(STAGES, heights, style, color=INK, markersize=9)
        axes.text(2.1, heights[-1], optimizer, size=15, va="center")
    axes.set_yscale("log", base=2)
    axes.set_yticks([1, 2, 4], ["equal", "2 ×", "4 ×"])
    axes.set(ylabel="log σ head / log σ² head", xlim=(-0.2, 2.5), ylim=(0.85, 4.8))
    axes.grid(axis="y")


CHANGES = {  # claim: what was changed of the log σ head
    "both-halves-close-the-gap": "half the rate and half\nthe initial weights",
    "half-the-rate-stays-behind": "half the rate",
    "half-the-pull-stays-behind": "half the pull\non the layers below",
    "half-the-weights-stay-behind": "half the\ninitial weights",
}


@figure(figsize=(6, 4.8))
def one_change_at_a_time(axes, claims):
    """Five rows of dots, one dot per seed: by how many nats a change moves the test ELBO of the log σ head after
    one epoch. The top row is log σ² itself, which has all three changes: every dot is to the right of zero. Half the rate
    together with half the initial weights looks the same. With only half the rate, or only half the pull, most dots are to
    the right of zero, but less far. With only half the initial weights the dots are closest to zero, some on its left."""
    untouched = claims["log-std-starts-slower"]["series"].values()
    rows = {"log σ² itself:\nall three": [-curve[0] for curve in untouched]}
    rows |= {what: claims[name]["series"]["gained"] for name, what in CHANGES.items()}
    axes.axvline(0, color=INK, linewidth=1.4, linestyle="--")
    for row, gained in enumerate(rows.values()):
        hue = HUE["log_std"] if row else HUE["log_variance"]
        heights = [row] * len(gained)
        axes.plot(gained, heights, "o", color=hue, alpha=0.45, markeredgewidth=0)
        middle = np.median(gained)
        axes.plot([middle] * 2, [row + 0.22, row - 0.22], color=hue, linewidth=4)
    axes.set(xlabel="gain on log σ after one epoch (nats)", ylim=(4.5, -0.5))
    name_rows(axes, rows)


ELSEWHERE = {
    "sgd-is-undecided": "plain SGD",
    "twenty-latents-set-log-sigma-back-less": "Adam, 20 latents",
}


@figure(2, 1, figsize=(6, 6), sharex=True)
def starts_elsewhere(panels, claims):
    """Two panels: the test ELBO of log σ minus that of log σ² after each of three epochs, with plain SGD and with Adam and 20
    latents. Each seed has a thin line, their median a thick one, and zero a dashed one. With SGD the lines are far apart
    after the first epoch, on both sides of zero. After the second and the third epoch most are above zero. With 20 latents
    most lines start below zero, and the median ends just below it."""
    for axes, (claim, name) in zip(panels, ELSEWHERE.items(), strict=True):
        plot_seeds(axes, claims[claim]["series"], HUE["log_std"])
        axes.set(xticks=[1, 2, 3])
        axes.set_title(name, loc="right")
    panels[1].set(xlabel="epoch")
    panels[0].figure.supylabel("ahead of log σ² (nats)")


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


ROWS = [  # series, claim and part that hold its mean, name, unit, colour
    ("S²", "sample-variance-is-unbiased", "Normal, n = 5", "$S^2$", r"\sigma^2", "C0"),
    ("S", "sample-std-mean-is-c4", "n = 5", "$S$", r"\sigma", "C1"),
]


@figure(2, figsize=(6, 4.2), sharex=True)
def mean_of_variance_and_of_std(rows, claims):
    """Two histograms, one below the other, from the same 200,000 samples of five Normal draws: above S² in units
    of σ², below S in units of σ. A dashed line through both marks the true value 1. The mean of S² is
    on it, and the mean of S is to the left of it."""
    series = claims["sample-std-mean-is-c4"]["series"]
    for axes, (key, claim, part, name, unit, color) in zip(rows, ROWS, strict=True):
        mean = claims[claim]["parts"][part]["estimate"]
        top = max(series[key])
        histogram(axes, series[key], series["edges"], color)
        axes.axvline(1, color=INK, linewidth=1.4, linestyle="--")
        axes.plot([mean, mean], [0, top], color=color, linewidth=3)
        text = f"mean of {name}: {mean:.2f}"
        axes.text(1.45, 0.62 * top, text, color=color, size=16)
        axes.set(xlim=(0, 3), ylim=(0, 1.12 * top))
        axes.set(xlabel=f"{name} in units of ${unit}$")
        axes.tick_params(labelbottom=True)
    rows[0].text(1.03, 1.12 * max(series["S²"]), "truth", va="top")


COORDINATES = {  # name: label, colour, line, its value at σ
    "σ": (r"$\sigma$", INK, "--", lambda σ: σ),
    "σ²": (r"$\sigma^2$", HUE["raw_variance"], "-", lambda σ: σ**2),
    "log σ": (r"$\log\,\sigma$", HUE["log_std"], "--", np.log),
    "log σ²": (r"$\log\,\sigma^2$", HUE["log_variance"], "-", lambda σ: 2 * np.log(σ)),
}


def label_lines(axes, places):
    """Write each coordinate's label at its place (σ, height, alignments) in a plot with logarithmic axes."""
    for name, (x, y, side, height) in places.items():
        label, color, *_ = COORDINATES[name]
        axes.text(x, y, label, color=color, size=19, ha=side, va=height)
    axes.set_xticks([0.1, 1, 10], ["0.1", "1", "10"])
    axes.grid(True)
    axes.set_axisbelow(True)


@figure(figsize=(6, 4))
def fisher_information(axes, claims):
    """Fisher information of one observation against σ, on logarithmic axes. In σ it is a falling line, and in σ²
    a line that falls twice as steeply. In log σ and in log σ² it is constant, and higher in log σ."""
    series = claims["fisher-information"]["series"]
    for name, (_, color, line, _) in COORDINATES.items():
        axes.loglog(series["sigma"], series[name], line, color=color)
    axes.set_xlabel(r"$\sigma$", size=19)
    axes.set(ylabel="Fisher information", yticks=[1e-4, 1e-2, 1, 1e2, 1e4])
    places = {
        "σ": (0.105, 210, "left", "bottom"),
        "σ²": (0.2, 1100, "left", "bottom"),
        "log σ": (10, 2.6, "right", "bottom"),
        "log σ²": (0.105, 0.36, "left", "top"),
    }
    label_lines(axes, places)


@figure(figsize=(6, 4))
def largest_stable_step(axes, claims):
    """Largest stable learning rate of gradient descent against the target of σ, on logarithmic axes.
    Dots from descents are on the lines of the formulas. In σ the rate rises, and in σ² it rises twice as steeply.
    In log σ and in log σ² it is constant, and higher in log σ²."""
    series = claims["largest-stable-step"]["series"]
    curvature = claims["fisher-information"]["series"]
    for name, (_, color, line, _) in COORDINATES.items():
        rates = 2 / np.array(curvature[name])  # the largest ones by their formula
        axes.loglog(curvature["sigma"], rates, line, color=color)
        target, found = series["target"], series[f"{name}, KL"]
        axes.loglog(target, found, "o", color=color, markersize=6)
    axes.set_xlabel(r"target of $\sigma$", size=17)
    axes.set(ylabel="largest stable rate", yticks=[1e-3, 1e-1, 1e1, 1e3, 1e5])
    places = {
        "σ": (0.105, 0.03, "left", "center"),
        "σ²": (0.24, 0.002, "left", "center"),
        "log σ": (10, 0.25, "right", "center"),
        "log σ²": (0.105, 20, "left", "center"),
    }
    label_lines(axes, places)


TARGET = 0.25


@figure(2, 2, figsize=(6, 4.6), sharey=True)
def four_slopes(grid, claims):
    """The KL of a Normal from a narrow Normal, drawn against σ, σ², log σ and log σ². In σ and σ² the curve is steep
    and narrow, with a wall on its left. In both logarithms it is a wide bowl of the same shape, twice as wide in log σ²."""
    for axes, name in zip(grid.flat, COORDINATES, strict=True):
        label, color, _, value = COORDINATES[name]
        std = np.geomspace(0.05 if "log" in name else 0.08, 0.8, 200)
        ratio = std / TARGET
        axes.plot(value(std), 0.5 * (ratio**2 - 1) - np.log(ratio), color=color)
        axes.plot(value(TARGET), 0, "o", color=color, clip_on=False)
        axes.set(ylim=(0, 2.4), yticks=[0, 1, 2])
        axes.locator_params(axis="x", nbins=5)
        axes.set_xlabel(label, size=17)
    grid[0, 0].figure.supylabel("KL (nats)")
