"""Figures of the pages in tutorial/; most show the models of the full-scale runs."""

import functools

import numpy as np
from matplotlib.patches import Ellipse

from evidence import store
from evidence.files import ROOT
from press.figures import figure
from press.style import HUE, INK
from press.widgets import TRAINED

PIXELS = 28
DOTS = 700  # test images, so that their digits can be read
EDGE = 4  # of the plane, as in the widget
HEAD = "log_variance"


@functools.cache
def arrays():
    return store.read(ROOT / TRAINED).arrays


def images(count):
    """The first test images, (n, 784), of 0 and 255."""
    bits = np.unpackbits(arrays()["images"])
    return 255 * bits.reshape(-1, PIXELS**2)[:count]


def show(axes, pictures, columns):
    """Show pictures (n, 784) side by side, from the top left."""
    rows = pictures.reshape(-1, columns, PIXELS, PIXELS).swapaxes(1, 2)
    whole = rows.reshape(-1, columns * PIXELS)
    axes.imshow(whole, vmin=0, vmax=255, interpolation="none")
    axes.axis("off")


@figure(figsize=(6, 1.8))
def trained_reconstructions(axes, claims):
    """Ten binarized test digits in a row, and below each what two decoders make of its two numbers: one trained with
    log σ², and one trained with log σ. Their pictures are nearly the same. The ones and the zero stay what they are, both
    fours become nines, and the two and the five are blurred."""
    rows = [arrays()[f"{head}_reconstructions"] for head in (HEAD, "log_std")]
    show(axes, np.concatenate([images(len(rows[0])), *rows]), len(rows[0]))
    for row, name in enumerate(("test image", "log σ²", "log σ")):
        axes.text(-6, PIXELS * (row + 0.5), name, ha="right", va="center")


@figure(figsize=(6, 6))
def trained_grid(axes, claims):
    """A grid of 12 by 12 decoded digits over the latent plane. Zeros are at the top, ones at the lower left, sevens and
    nines at the lower right, and blurred other digits between them. Each picture changes gradually into the next."""
    pictures = arrays()[f"{HEAD}_grid"]
    show(axes, pictures, round(len(pictures) ** 0.5))


@figure(figsize=(6, 6))
def trained_plane(axes, claims):
    """The latent plane with the means of test images, each written as its digit in its digit's colour. Digits of one kind
    lie near each other, and some kinds overlap. One image of each digit has an ellipse of two σ, small in the plane."""
    mean = arrays()[f"{HEAD}_mean"][:DOTS]
    std = np.exp(arrays()[f"{HEAD}_log_std"][:DOTS])
    digits = arrays()["digits"][:DOTS]
    for digit in range(10):
        hue, of_digit = HUE[f"digit_{digit}"], digits == digit
        sign = {"marker": f"${digit}$", "markersize": 7, "markeredgewidth": 0}
        axes.plot(*mean[of_digit].T, linestyle="none", color=hue, **sign)
        first = np.flatnonzero(of_digit)[0]
        line = {"facecolor": "none", "edgecolor": hue, "linewidth": 2}
        axes.add_patch(Ellipse(mean[first], *4 * std[first], **line))
    ends = (-EDGE, EDGE)
    axes.set(xlim=ends, ylim=ends, xlabel="$z_1$", ylabel="$z_2$", aspect="equal")


@figure(layout="constrained")
def trained_sigma(axes, claims):
    """Histogram of σ over the test images on a logarithmic axis, for both latent dimensions: all values lie well below 1,
    the value at the start."""
    std = np.exp(arrays()[f"{HEAD}_log_std"])
    bins = np.geomspace(0.01, 2, 60)
    filled = {"histtype": "stepfilled", "alpha": 0.45, "color": HUE[HEAD]}
    outline = {"histtype": "step", "color": INK}
    for dimension, look in enumerate((filled, outline)):
        label = f"latent dimension {dimension + 1}"
        axes.hist(std[:, dimension], bins, linewidth=2, label=label, **look)
    axes.axvline(1, color=INK, linestyle="--", linewidth=1.4)
    axes.text(0.93, axes.get_ylim()[1] * 0.9, "at the start", ha="right")
    axes.set(xscale="log", xlabel="σ", ylabel="test images")
    axes.set_xticks([0.01, 0.1, 1], ["0.01", "0.1", "1"])
    axes.figure.legend(frameon=False, loc="outside upper center", ncols=2)


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
