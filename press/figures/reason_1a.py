"""Figure of reasons/1a-starts-slower.md."""

import numpy as np

from press.figures import figure, name_rows, plot_seeds
from press.style import HUE, INK

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
    panels[0].figure.supylabel("ahead of log σ² (nats)", size=14)
