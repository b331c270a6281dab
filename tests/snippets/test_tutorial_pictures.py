"""The notebook's pictures, drawn from networks whose outputs are known by hand."""

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
    """The pixels of a figure's only picture, and the picture."""
    (axes,) = figure.axes
    (image,) = axes.images
    return np.asarray(image.get_array()), image


def test_a_point_of_the_curve_is_the_mean_of_so_many_batches():
    run = SimpleNamespace(step_elbo=-200.0 - np.arange(60))  # 25, 25, and 10 too few
    figure = plot_learning_curve(run)
    (axes,) = figure.axes
    (line,) = axes.lines
    np.testing.assert_allclose(line.get_xydata(), [[12.5, -212], [37.5, -237]])


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


def test_the_plane_has_its_quantiles_from_left_to_right_and_from_below():
    """A decoder whose upper half shows x, and whose lower half shows y."""

    def decoder(codes):
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


def test_sigma_has_a_histogram_for_each_dimension():
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
