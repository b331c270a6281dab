"""Figures of reasons/1-no-real-difference.md."""

import matplotlib.pyplot as plt

from press.figures import figure

ROWS = {
    "log_variance": ("log σ²", "C0"),
    "log_std": ("log σ", "C1"),
    "softplus_std": ("softplus", "C2"),
}


@figure(
    "every-run",
    alt="""Three rows of dots, one row for each head: log σ², log σ, softplus. Each dot is the final test ELBO of one
    full-scale run, and thin lines join the runs of one seed. The three rows overlap almost entirely, and the
    lines cross: which head ends ahead depends on the seed.""",
)
def every_run(evidence):
    series = evidence["claims"]["full-scale-elbo"]["series"]
    ink = plt.rcParams["text.color"]
    figure, axes = plt.subplots(figsize=(6, 3.4))
    heights = range(len(ROWS))[::-1]
    elbo = {
        head: dict(zip(series[f"{head}, seeds"], series[head], strict=True))
        for head in ROWS
    }
    for seed in set.intersection(*map(set, elbo.values())):
        one_seed = [elbo[head][seed] for head in ROWS]
        axes.plot(one_seed, heights, color=ink, alpha=0.25, linewidth=1)
    for head, height in zip(ROWS, heights, strict=True):
        name, colour = ROWS[head]
        axes.plot(series[head], [height] * len(series[head]), "o", color=colour)
        axes.text(
            min(min(series[head]) for head in ROWS) - 0.05,
            height + 0.14,
            name,
            color=colour,
            fontsize=15,
        )
    axes.set(xlabel="test ELBO after 10 epochs (nats)", yticks=[], ylim=(-0.3, 2.45))
    axes.locator_params(axis="x", nbins=5)
    axes.spines["left"].set_visible(False)
    return figure


@figure(
    "browser-twins",
    alt="""The difference of two small VAEs' losses in nats over 1,000 training steps, both axes logarithmic, with one
    part of the recipe left alone in each. With the first weights left alone it is near one nat from the first step on.
    With the learning rate left alone, and with ε left alone, it begins at the second step and grows.
    With the whole recipe it is exactly zero, and no such axis can show it.""",
)
def browser_twins(evidence):
    series = evidence["claims"]["browser-twins-part"]["series"]
    drawn, axes = plt.subplots(figsize=(6, 3.8))
    for colour, (what, gaps) in zip(("C1", "C0", "C2"), series.items(), strict=True):
        steps = range(1, len(gaps) + 1)
        axes.loglog(steps, gaps, ".", color=colour, markersize=4, label=what)
    axes.set(xlabel="step", ylabel="difference (nats)", xlim=(0.9, 1100))
    axes.set(ylim=(1e-9, 5), yticks=[1e-8, 1e-6, 1e-4, 1e-2, 1])
    axes.legend(loc=(0.0, 0.28), markerscale=3, handletextpad=0.1)
    axes.minorticks_off()
    return drawn
