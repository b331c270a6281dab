"""The loss of the tutorial's network is the tutorial's formula, for every parameterization."""

import math

import numpy as np
import pytest
import tensorflow as tf

from snippets.cvae import elbo_terms, make_decoder, make_encoder
from snippets.parameterization import LOG_STD

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


def density(at, centre, spread):
    each = np.exp(-0.5 * ((at - centre) / spread) ** 2) / (spread * np.sqrt(2 * np.pi))
    return each.prod(axis=1)


def tutorial_terms(encoder, decoder, images, noise, std_of):
    """The tutorial's log p(x|z) and log q(z|x) − log p(z), in NumPy's float64, by density instead of its log."""
    mean, raw = np.split(encoder(images).numpy().astype(np.float64), 2, axis=1)
    std = std_of(raw)
    z = mean + std * noise
    logits = decoder(z.astype(np.float32)).numpy().astype(np.float64)
    white = 1 / (1 + np.exp(-logits))
    reconstruction = np.log(np.where(images == 1, white, 1 - white)).sum(axis=(1, 2, 3))
    return reconstruction, np.log(density(z, mean, std) / density(z, 0, 1))


@pytest.mark.parametrize("parameterization", LOG_STD)
def test_terms_are_the_tutorials_formula(batch, parameterization):
    found = elbo_terms(*batch, parameterization)
    expected = tutorial_terms(*batch, STD[parameterization])
    for term, formula in zip(found, expected, strict=True):
        assert term.shape == (BATCH,)
        assert term.dtype == tf.float32
        np.testing.assert_allclose(term.numpy(), formula, rtol=2e-5, atol=2e-5)
