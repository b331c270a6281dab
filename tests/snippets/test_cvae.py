"""The tutorial's network and its loss, for every parameterization."""

import math

import numpy as np
import pytest
import tensorflow as tf

from snippets.cvae import elbo_terms, log_normal_pdf, make_decoder, make_encoder
from snippets.parameterization import LOG_STD, log_std

BATCH = 5
STD = {  # σ of a raw output h, in float64 and not by way of its logarithm
    "log_variance": lambda raw: np.sqrt(np.exp(raw)),
    "log_std": np.exp,
    "softplus_std": lambda raw: np.log1p(np.exp(raw)),
    "shifted_softplus_std": lambda raw: np.log1p(np.exp(raw) * (math.e - 1)),
    "raw_variance": np.sqrt,
}


@pytest.fixture(scope="module")
def batch():
    """Models, images and noise; the encoder's bias makes every raw output positive."""
    tf.keras.utils.set_random_seed(0)
    encoder, decoder = make_encoder(), make_decoder()
    encoder.layers[-1].bias.assign([0.2, -0.3, 1.5, 2.0])
    rng = np.random.default_rng(0)
    images = (rng.random((BATCH, 28, 28, 1)) > 0.8).astype(np.float32)
    return encoder, decoder, images, rng.normal(size=(BATCH, 2)).astype(np.float32)


def tutorial_terms(encoder, decoder, images, noise, std_of):
    """The tutorial's log p(x|z) and log q(z|x) − log p(z), in NumPy's float64, by density instead of its log."""
    mean, raw = np.split(encoder(images).numpy().astype(np.float64), 2, axis=1)
    std = std_of(raw)
    z = mean + std * noise
    logits = decoder(z.astype(np.float32)).numpy().astype(np.float64)
    white = 1 / (1 + np.exp(-logits))
    reconstruction = np.log(np.where(images == 1, white, 1 - white)).sum(axis=(1, 2, 3))

    def density(at, centre, spread):
        each = np.exp(-0.5 * ((at - centre) / spread) ** 2) / (
            spread * np.sqrt(2 * np.pi)
        )
        return each.prod(axis=1)

    return reconstruction, np.log(density(z, mean, std) / density(z, 0, 1))


@pytest.mark.parametrize("parameterization", LOG_STD)
def test_terms_are_the_tutorials_formula(batch, parameterization):
    found = elbo_terms(*batch, parameterization)
    expected = tutorial_terms(*batch, STD[parameterization])
    for term, formula in zip(found, expected, strict=True):
        assert term.shape == (BATCH,)
        assert term.dtype == tf.float32
        np.testing.assert_allclose(term.numpy(), formula, rtol=2e-5, atol=2e-5)


def test_log_normal_pdf_sums_over_the_last_axis():
    at = log_normal_pdf(tf.constant([[1.0, 2.0]]), 0.0, tf.math.log([[4.0, 9.0]]))
    expected = sum(-0.5 * (1 / 4 + math.log(2 * math.pi * v)) for v in (4,))
    expected += -0.5 * (4 / 9 + math.log(2 * math.pi * 9))
    np.testing.assert_allclose(at, [expected], rtol=1e-6)


@pytest.mark.parametrize("parameterization", LOG_STD)
def test_log_std_is_the_log_of_sigma(parameterization):
    raw = np.array([0.1, 0.5, 1.0, 3.0])
    found = tf.exp(log_std(tf.constant(raw), parameterization))
    assert found.dtype == tf.float64
    np.testing.assert_allclose(found, STD[parameterization](raw), rtol=1e-12)


def layers(network):
    for layer in network.layers:
        activation = getattr(layer, "activation", None)
        yield layer.output.shape[1:], activation and activation.__name__


def test_the_network_is_the_tutorials():
    """Layer by layer; no activation follows the layers that output μ, h or logits."""
    assert [*layers(make_encoder())] == [
        ((13, 13, 32), "relu"),
        ((6, 6, 64), "relu"),
        ((2304,), None),
        ((4,), "linear"),
    ]
    assert [*layers(make_decoder())] == [
        ((1568,), "relu"),
        ((7, 7, 32), None),
        ((14, 14, 64), "relu"),
        ((28, 28, 32), "relu"),
        ((28, 28, 1), "linear"),
    ]
