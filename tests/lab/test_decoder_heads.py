"""A Normal decoder on grey levels: where its σ comes from, and what its likelihood is."""

import functools

import numpy as np
import pytest
import tensorflow as tf
from scipy.stats import norm

from lab.studies import decoder_heads
from lab.studies.decoder_heads import FLOOR, DecoderHead
from snippets.cvae import LATENT_DIM

RNG = np.random.default_rng(0)
IMAGES = np.float32(RNG.random((6, 28, 28, 1)))
OUTPUTS = tf.constant(RNG.normal(size=(6, 28, 28, 2)), tf.float32)


def test_each_head_has_its_own_sigma():
    found = {
        kind: DecoderHead(kind, 0.3, 2.0).log_std(-0.7, IMAGES, OUTPUTS)
        for kind in ("shared", "learned", "head")
    }
    error = np.sqrt(np.mean((IMAGES - OUTPUTS[..., :1]) ** 2))
    assert np.exp(found["shared"]) == pytest.approx(error, rel=1e-5)
    assert found["learned"] == pytest.approx(0.3 - 1.4)
    expected = np.logaddexp(FLOOR, OUTPUTS[..., 1:])
    np.testing.assert_allclose(found["head"], expected, atol=1e-5)


def test_the_elbo_is_the_likelihood_less_the_kl():
    encoder = decoder_heads.make_encoder()
    log_std_of = functools.partial(DecoderHead("head").log_std, 0.0)
    model = encoder, decoder_heads.make_grey_decoder(2), log_std_of
    mean, h = np.split(encoder(IMAGES), 2, axis=-1)
    noise = tf.random.stateless_normal((6, LATENT_DIM), (1, 0))
    found, log_std = np.split(model[1](mean + np.exp(h / 2) * noise), 2, axis=-1)
    log_std = np.logaddexp(FLOOR, log_std)
    fit = norm.logpdf(IMAGES, found, np.exp(log_std)).sum(axis=(1, 2, 3))
    kl = 0.5 * np.sum(np.exp(h) + mean**2 - 1 - h, axis=-1)
    elbo = decoder_heads.evaluate(model, IMAGES)
    np.testing.assert_allclose(elbo, fit - kl, rtol=1e-4)
