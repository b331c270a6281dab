"""A Normal decoder on grey levels: where its σ comes from, and what its likelihood is."""

import numpy as np
import pytest
import tensorflow as tf
from scipy.stats import norm

from lab.studies import decoder_heads
from lab.studies.decoder_heads import FLOOR, DecoderHead
from snippets.cvae import LATENT_DIM

KINDS = ("one", "shared", "learned", "head")
RNG = np.random.default_rng(0)
IMAGES = np.float32(RNG.random((6, 28, 28, 1)))
OUTPUTS = tf.constant(RNG.normal(size=(6, 28, 28, 2)), tf.float32)


def test_each_head_has_its_own_sigma():
    heads = {kind: DecoderHead(kind) for kind in KINDS}
    found = {kind: head.log_std(IMAGES, OUTPUTS) for kind, head in heads.items()}
    assert float(found["one"]) == 0.0
    error = np.sqrt(np.mean((IMAGES - OUTPUTS[..., :1]) ** 2))
    assert np.exp(found["shared"]) == pytest.approx(error, rel=1e-5)
    heads["learned"].variable.assign(-0.7)
    learned = heads["learned"].log_std(IMAGES, OUTPUTS)
    assert float(learned) == pytest.approx(-0.7)
    expected = np.logaddexp(FLOOR, OUTPUTS[..., 1:])
    np.testing.assert_allclose(found["head"], expected, atol=1e-5)
    assert [heads[kind].channels for kind in KINDS] == [1, 1, 1, 2]
    assert [len(heads[kind].weights) for kind in KINDS] == [0, 0, 1, 0]
    assert float(DecoderHead("learned").variable) == 0.0


def test_the_elbo_is_the_likelihood_less_the_kl():
    encoder = decoder_heads.make_encoder()
    model = encoder, decoder_heads.make_grey_decoder(2), DecoderHead("head")
    mean, h = np.split(encoder(IMAGES), 2, axis=-1)
    noise = tf.random.stateless_normal((6, LATENT_DIM), (1, 0))
    found, log_std = np.split(model[1](mean + np.exp(h / 2) * noise), 2, axis=-1)
    log_std = np.logaddexp(FLOOR, log_std)
    fit = norm.logpdf(IMAGES, found, np.exp(log_std)).sum(axis=(1, 2, 3))
    kl = 0.5 * np.sum(np.exp(h) + mean**2 - 1 - h, axis=-1)
    elbo = decoder_heads.evaluate(model, IMAGES)
    np.testing.assert_allclose(elbo, fit - kl, rtol=1e-4)
