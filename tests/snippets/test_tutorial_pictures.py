"""The notebook's pictures show what they say: drawn from networks whose answers can be done by hand."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf
from scipy.stats import norm

from snippets.tutorial import (
    plot_learning_curve,
    plot_manifold,
    plot_reconstructions,
    plot_sigma,
)


@pytest.fixture(autouse=True)
def closed():
    with plt.rc_context({"backend": "agg"}):
        yield
        plt.close("all")


def grey(level):
    """What the decoder must give for a grey level between 0 and 1."""
    return np.log(level) - np.log1p(-level)


def shown(figure):
    """The one picture of a figure, whose frame is off."""
    (axes,) = figure.axes
    (image,) = axes.images
    assert not axes.axison
    assert image.get_cmap().name == "gray"
    return np.asarray(image.get_array()), image


def test_a_point_of_the_curve_is_the_mean_of_so_many_batches():
    run = SimpleNamespace(step_elbo=-200.0 - np.arange(60))  # 25, 25, and 10 too few
    figure = plot_learning_curve(run)
    (axes,) = figure.axes
    (line,) = axes.lines
    np.testing.assert_allclose(line.get_xydata(), [[12.5, -212], [37.5, -237]])
    other = plot_learning_curve(run, width=10).axes[0].lines[0]
    np.testing.assert_allclose(other.get_xdata(), [5, 15, 25, 35, 45, 55])
    assert axes.get_xlabel() == "batches of 32 images"
    assert axes.get_ylabel() == "ELBO (nats)"
    assert axes.get_ylim() == (-350, -125)
    assert tuple(figure.get_size_inches()) == (6, 3.4)


def test_the_published_band_lies_between_what_was_published():
    figure = plot_learning_curve(SimpleNamespace(step_elbo=np.zeros(50)))
    (axes,) = figure.axes
    (band,) = axes.patches
    box = band.get_extents().transformed(axes.transData.inverted())
    assert (box.y0, box.y1) == pytest.approx((-156.7231, -155.9140))
    (text,) = axes.texts
    assert text.get_text() == "published, after 10 epochs"
    assert text.get_position() == pytest.approx((0, -151.914))
    line = axes.lines[0].get_color()
    colours = {line, text.get_color(), "C1"}
    assert colours == {"C0", "C1"}
    assert band.get_facecolor() == plt.matplotlib.colors.to_rgba("C1")


def test_a_reconstruction_stands_below_its_image():
    """An encoder that finds a picture's grey level in its corner, and a decoder that paints all of it so."""

    def encoder(images):
        level = tf.convert_to_tensor(grey(np.array(images)[:, 0, 0, 0]))
        return tf.stack([level, level + 1, level + 2, level + 3], axis=1)

    def decoder(codes):
        assert codes.shape[1] == 2  # the means, and not σ too
        return tf.broadcast_to(codes[:, 0, None, None, None], (len(codes), 28, 28, 1))

    images = np.random.default_rng(0).uniform(0.2, 0.8, (3, 28, 28, 1))
    figure = plot_reconstructions(
        SimpleNamespace(encoder=encoder, decoder=decoder), images
    )
    pixels, image = shown(figure)
    assert pixels.shape == (56, 84)
    for n in range(3):
        column = slice(28 * n, 28 * n + 28)
        np.testing.assert_array_equal(pixels[:28, column], images[n, ..., 0])
        np.testing.assert_allclose(pixels[28:, column], images[n, 0, 0, 0], rtol=1e-6)
    assert image.get_clim() == (0, 1)  # black is 0 and white is 1 in every picture
    assert tuple(figure.get_size_inches()) == (6, 1.6)


def test_the_plane_has_its_quantiles_from_left_to_right_and_from_below():
    """A decoder whose upper half shows x, and whose lower half shows y."""
    asked = []

    def decoder(codes):
        asked.append(codes)
        halves = np.repeat(codes[:, :, None], 28 * 14, axis=1)
        return tf.constant(halves.reshape(len(codes), 28, 28, 1))

    pixels, _ = shown(plot_manifold(SimpleNamespace(decoder=decoder), side=3))
    low, middle, high = norm.ppf([0.05, 0.5, 0.95])
    x = pixels[0:84:28, 0:84:28]  # of each picture its first row
    y = pixels[27:84:28, 0:84:28]  # and its last
    np.testing.assert_allclose(grey(x), [[low, middle, high]] * 3, atol=1e-5)
    np.testing.assert_allclose(
        grey(y), [[high] * 3, [middle] * 3, [low] * 3], atol=1e-5
    )
    assert asked[0].dtype == np.float32
    whole = plot_manifold(SimpleNamespace(decoder=decoder))
    assert shown(whole)[0].shape == (560, 560)
    assert tuple(whole.get_size_inches()) == (6, 6)


def test_sigma_has_a_histogram_for_each_dimension():
    """h = log σ²: 2 log σ. By log σ the same h is another σ."""
    sigma = np.float32([[0.02, 0.5], [0.03, 0.5], [1.5, 0.5]])

    def encoder(images):
        return tf.concat([tf.zeros_like(sigma), 2 * tf.math.log(sigma)], axis=1)

    run = SimpleNamespace(encoder=encoder)
    figure = plot_sigma(run, None)
    (axes,) = figure.axes
    bins = np.geomspace(0.01, 2, 60)
    heights = np.array([patch.get_height() for patch in axes.patches]).reshape(2, 59)
    for dimension in (0, 1):
        expected, _ = np.histogram(sigma[:, dimension], bins)
        np.testing.assert_array_equal(heights[dimension], expected)
    assert axes.get_xscale() == "log"
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("σ", "test images")
    texts = {text.get_text() for text in axes.get_legend().get_texts()}
    assert texts == {"latent dimension 1", "latent dimension 2", "σ at the start"}
    assert not axes.get_legend().get_frame_on()
    (line,) = axes.lines
    assert [*line.get_xdata()] == [1, 1]
    assert (line.get_linestyle(), line.get_color()) == ("--", "C2")
    assert {patch.get_alpha() for patch in axes.patches} == {0.6}
    assert tuple(figure.get_size_inches()) == (6, 3.2)

    by_log_std = plot_sigma(run, None, "log_std").axes[0]
    heights = np.array([patch.get_height() for patch in by_log_std.patches])
    expected, _ = np.histogram(sigma[:, 1] ** 2, bins)
    np.testing.assert_array_equal(heights[59:], expected)
