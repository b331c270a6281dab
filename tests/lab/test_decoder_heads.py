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


@pytest.mark.parametrize("log_std", [-0.5, np.float32(RNG.normal(size=IMAGES.shape))])
def test_the_likelihood_is_a_normals_summed_over_pixels(log_std):
    mean = np.float32(RNG.normal(size=IMAGES.shape))
    found = decoder_heads.log_likelihood_of_images(IMAGES, mean, log_std)
    expected = norm.logpdf(IMAGES, mean, np.exp(log_std)).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(found, expected, rtol=1e-4)


@pytest.fixture
def short(eagerly, monkeypatch):
    monkeypatch.setattr(decoder_heads, "STEPS", 2)
    return lambda kind, seed=0: decoder_heads.train(kind, IMAGES, seed)


def test_a_training_takes_adams_steps_on_its_images(short):
    """By hand: batches of 32 drawn with the seed, and noise of seed and step."""
    found = short("learned", 3)
    tf.keras.utils.set_random_seed(3)
    encoder = decoder_heads.make_encoder()
    decoder, log_std = decoder_heads.make_grey_decoder(1), tf.Variable(0.0)
    weights = [*encoder.trainable_variables, *decoder.trainable_variables, log_std]
    optimizer, shuffle = tf.keras.optimizers.Adam(1e-3), np.random.default_rng(3)
    for step in range(2):
        x = tf.gather(IMAGES, shuffle.integers(len(IMAGES), size=32))
        noise = tf.random.stateless_normal((32, LATENT_DIM), (3, step))
        with tf.GradientTape() as tape:
            mean, h = tf.split(encoder(x), 2, axis=-1)
            fit = decoder_heads.log_likelihood_of_images(
                x, decoder(mean + tf.exp(h / 2) * noise), log_std
            )
            kl = tf.reduce_sum(0.5 * (tf.exp(h) + mean**2 - 1 - h), axis=-1)
            loss = tf.reduce_mean(kl - fit)
        optimizer.apply(tape.gradient(loss, weights), weights)
    encoded, decoded, head = found
    ends = [*encoded.weights, *decoded.weights, head.variable]
    for one, same in zip(ends, weights, strict=True):
        np.testing.assert_allclose(one, same, atol=1e-4)


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
