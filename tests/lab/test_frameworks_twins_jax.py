"""The tutorial's network in JAX: with the same weights Keras's gives the same loss, and SGD takes its steps."""

import jax
import jax.numpy as jnp
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


def test_first_weights_are_glorots_with_biases_of_zero(monkeypatch):
    monkeypatch.setattr(twins_jax, "SHAPES", {"a": (3, 3, 8, 16), "last": (300, 4)})
    rest, head = twins_jax.first_weights()
    layers = {**rest, "head": head}
    limits = {"a": 6 / (9 * (8 + 16)), "mean": 6 / (300 + 4), "head": 6 / (300 + 4)}
    assert layers.keys() == limits.keys()
    assert layers["mean"]["kernel"].shape == head["kernel"].shape == (300, 2)
    for name, each in layers.items():
        largest = np.abs(each["kernel"]).max()
        assert 0.9 < largest / np.sqrt(limits[name]) <= 1.0001
        np.testing.assert_array_equal(each["bias"], 0)
        assert each["bias"].shape == each["kernel"].shape[-1:]
    again, _ = twins_jax.first_weights()
    np.testing.assert_array_equal(again["a"]["kernel"], rest["a"]["kernel"])


def test_sgd_moves_against_the_gradient_and_keeps_no_state():
    found = twins_jax.sgd({"a": 1.0}, {"a": 4.0}, "state", learning_rate=0.25)
    assert found == ({"a": 0.0}, "state")


@pytest.mark.parametrize("optimizer", ["sgd", "adam"])
def test_a_training_gives_losses_and_weights_in_two_groups(monkeypatch, optimizer):
    """Of a loss that is simple enough to follow by hand: half the squares of the weights, and of the images."""

    def loss_of(rest, head, scale, images, noise):
        return 0.5 * (jnp.sum(rest**2) + scale * jnp.sum(head**2)) + images + noise

    batches = np.float32([10, 20]), np.float32([1, 2])
    monkeypatch.setattr(twins_jax, "loss_of", loss_of)
    monkeypatch.setattr(twins_jax, "batches", lambda: batches)
    weights = jnp.float32([4.0]), jnp.float32([2.0])
    settings = [{"learning_rate": rate} for rate in (0.5, 0.25)]
    with jax.disable_jit():
        losses, rest, head = twins_jax.trained(optimizer, 2.0, weights, settings)
    first = 0.5 * (16 + 2 * 4) + 11
    if optimizer == "sgd":
        second = 0.5 * (2**2 + 2 * 1) + 22
        ends = [1.0], [0.5]
    else:
        second = 0.5 * (3.5**2 + 2 * 1.75**2) + 22
        ends = [3.0], [1.5]
    assert losses == pytest.approx([first, second])
    np.testing.assert_allclose(rest, ends[0], atol=0.02)
    np.testing.assert_allclose(head, ends[1], atol=0.02)
