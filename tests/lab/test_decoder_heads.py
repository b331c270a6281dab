"""A Normal decoder on grey levels: its ELBO is its likelihood less the KL."""

import functools

import numpy as np
import tensorflow as tf
from scipy.stats import norm

from lab.studies import decoder_heads
from lab.studies.decoder_heads import FLOOR, DecoderHead
from snippets.cvae import LATENT_DIM

IMAGES = np.random.default_rng(0).random((6, 28, 28, 1), np.float32)


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
