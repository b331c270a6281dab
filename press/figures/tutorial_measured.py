"""Figure of tutorial/measured.md."""

from press.figures import figure
from press.style import INK


@figure(figsize=(6, 4.4))
def noise_of_the_elbo(axes, claims):
    """A dot for each of 300 test images, on logarithmic axes. To the right is the standard deviation of the ELBO with
    the closed-form KL, upward that with the one-sample KL. On the diagonal both are equal. Most dots are below it, some
    above."""
    series = claims["one-sample-elbo-varies-less"]["series"]
    closed, sampled = series["closed form"], series["one-sample KL"]
    limits = (0.2, 30)
    axes.plot(limits, limits, color=INK, linewidth=1.4, linestyle="--")
    dots = {"markersize": 5, "markeredgewidth": 0, "alpha": 0.6}
    axes.plot(closed, sampled, "o", color="C0", **dots)
    axes.set(xscale="log", yscale="log", xlim=limits, ylim=limits)
    axes.set(xlabel="noise with the closed-form KL (nats)")
    axes.set(ylabel="with the one-sample KL (nats)")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_ticks([0.3, 1, 3, 10], ["0.3", "1", "3", "10"])
    axes.text(0.33, 9, "one sample\nis noisier")
    axes.text(4.4, 0.4, "closed form\nis noisier", color="C0")
