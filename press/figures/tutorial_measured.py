"""Figure of tutorial/measured.md."""

import matplotlib.pyplot as plt

from press.figures import figure


@figure(
    "noise-of-the-elbo",
    alt="""A dot for each of 300 test images, on logarithmic axes. To the right is the standard deviation of the ELBO with
    the closed-form KL, upward that with the one-sample KL. On the diagonal both are equal. Most dots are below it, some
    above.""",
)
def noise_of_the_elbo(evidence):
    series = evidence["claims"]["one-sample-elbo-varies-less"]["series"]
    ink = plt.rcParams["text.color"]
    figure, axes = plt.subplots(figsize=(6, 4.4))
    limits = (0.2, 30)
    axes.plot(limits, limits, color=ink, linewidth=1.4, linestyle="--")
    axes.plot(
        series["closed form"],
        series["one-sample KL"],
        "o",
        color="C0",
        markersize=5,
        alpha=0.6,
        markeredgewidth=0,
    )
    axes.set(
        xscale="log",
        yscale="log",
        xlim=limits,
        ylim=limits,
        xlabel="noise with the closed-form KL (nats)",
        ylabel="with the one-sample KL (nats)",
    )
    ticks = ([0.3, 1, 3, 10], ["0.3", "1", "3", "10"])
    axes.set_xticks(*ticks)
    axes.set_yticks(*ticks)
    axes.minorticks_off()
    axes.text(0.33, 9, "one sample\nis noisier", fontsize=13, color=ink)
    axes.text(4.4, 0.4, "closed form\nis noisier", fontsize=13, color="C0")
    return figure
