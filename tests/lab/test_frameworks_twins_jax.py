"""The tutorial's network in JAX: with the same weights Keras's gives the same loss, and SGD takes its steps."""

import numpy as np
import pytest
import tensorflow as tf

from lab.frameworks import twins_jax
from snippets import cvae

RNG = np.random.default_rng(0)
IMAGES = np.float32(RNG.random((3, 28, 28, 1)) > 0.5)
NOISE = np.float32(RNG.normal(size=(3, 2)))


@pytest.fixture(scope="module")
def weights():
    """Biases that are not 0, too, so that one that is left out shows."""
    sizes = {**twins_jax.SHAPES, "mean": (2304, 2), "head": (2304, 2)}
    del sizes["last"]
    layers = {
        name: {
            "kernel": np.float32(RNG.normal(0, 0.05, shape)),
            "bias": np.float32(RNG.normal(size=shape[-1])),
        }
        for name, shape in sizes.items()
    }
    return layers, layers.pop("head")


def in_keras(rest, head):
    """Keras has a transposed convolution's kernel turned round, and its channels in another order."""
    encoder, decoder = cvae.make_encoder(), cvae.make_decoder()
    last = {
        name: np.concatenate([rest["mean"][name], head[name]], axis=-1) for name in head
    }
    below = [rest["conv 1"], rest["conv 2"], last]
    encoder.set_weights([each[k] for each in below for k in ("kernel", "bias")])
    arrays = [rest["dense"]["kernel"], rest["dense"]["bias"]]
    for name in ("up 1", "up 2", "up 3"):
        kernel = np.flip(rest[name]["kernel"], (0, 1)).swapaxes(2, 3)
        arrays += [kernel, rest[name]["bias"]]
    decoder.set_weights(arrays)
    return encoder, decoder


@pytest.mark.parametrize(("scale", "name"), [(0.5, "log_variance"), (1.0, "log_std")])
def test_the_loss_is_that_of_the_tutorials_network_in_keras(weights, scale, name):
    networks = in_keras(*weights)
    reconstruction, kl = cvae.elbo_terms(*networks, IMAGES, NOISE, name)
    expected = float(tf.reduce_mean(kl - reconstruction))
    found = float(twins_jax.loss_of(*weights, scale, IMAGES, NOISE))
    assert found == pytest.approx(expected, rel=1e-5)
