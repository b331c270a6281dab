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
