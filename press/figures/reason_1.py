"""Figures of reasons/1-no-real-difference.md."""

import numpy as np

from press.figures import HEADS, figure, plot_seeds, without_left_axis
from press.style import INK


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
    panels[0].figure.supylabel("test ELBO minus that of log σ² (nats)", size=14)


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
