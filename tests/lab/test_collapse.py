"""The small dense VAE whose two terms are weighted: its terms, the weights of its KL, and its steps."""

import numpy as np
import pytest
import tensorflow as tf

from lab.studies import collapse
from lab.studies.collapse import PIXELS, Weighted
from snippets.two_normals import kl_by_log_std

ONE_OFF = Weighted(scale=1.0, pixels=0.5, beta=2.0, free=0.125, seed=3)


@pytest.mark.parametrize("scale", [0.5, 1.0])
def test_the_terms_are_a_cross_entropy_and_the_kl_of_each_dimension(scale):
    encoder, decoder = collapse.networks(0)
    images = tf.constant(np.random.default_rng(0).random((3, PIXELS)) > 0.5, tf.float32)
    noise = collapse.noise_of(0, 0, 3)
    cross_entropy, kl = collapse.terms(encoder, decoder, images, scale, noise)
    mean, raw = tf.split(encoder(images), 2, axis=-1)
    log_std = scale * raw
    expected = kl_by_log_std(mean, log_std, tf.zeros_like(mean), tf.zeros_like(mean))
    np.testing.assert_allclose(kl, expected, atol=1e-6)
    logits = decoder(mean + tf.exp(log_std) * noise)
    likelihood = tf.where(images > 0, tf.sigmoid(logits), tf.sigmoid(-logits))
    np.testing.assert_allclose(
        cross_entropy, -np.log(likelihood).sum(axis=1), rtol=1e-5
    )


def test_the_weight_of_the_kl_stands_or_rises_to_it(monkeypatch):
    monkeypatch.setattr(collapse, "STEPS", 6)
    standing = collapse.betas_of(Weighted(beta=3.0))
    rising = collapse.betas_of(Weighted(beta=4.0, warm_up=4))
    assert standing.dtype == rising.dtype == np.float32
    assert standing.tolist() == [3.0] * 6
    assert rising.tolist() == [0.0, 1.0, 2.0, 3.0, 4.0, 4.0]


@pytest.fixture
def trainer(eagerly, few, monkeypatch):
    """Few images and three steps."""
    monkeypatch.setattr(collapse, "STEPS", 3)
    monkeypatch.setattr(collapse, "load_digits", lambda: few)
    made = collapse.Trainer()
    monkeypatch.setattr(collapse, "trainer", lambda: made)
    return made


def by_hand(setting, betas, orders, images):
    """Weights after a step for each row of `orders`, by the loss that the setting writes."""
    encoder, decoder = collapse.networks(setting.seed)
    weights = encoder.trainable_variables + decoder.trainable_variables
    optimizer = tf.keras.optimizers.Adam(1e-3)
    for step, (beta, order) in enumerate(zip(betas, orders, strict=True)):
        noise = collapse.noise_of(setting.seed, step, collapse.BATCH_SIZE)
        batch = tf.constant(images[order])
        with tf.GradientTape() as tape:
            cross_entropy, kl = collapse.terms(
                encoder, decoder, batch, setting.scale, noise
            )
            each = tf.maximum(tf.reduce_mean(kl, axis=0), setting.free)
            loss = setting.pixels * tf.reduce_mean(cross_entropy)
            loss += beta * tf.reduce_sum(each)
        optimizer.apply(tape.gradient(loss, weights), weights)
    return encoder, decoder


def test_a_training_takes_the_steps_of_its_loss_from_its_seed(trainer, few):
    images = few.train.reshape(-1, PIXELS)
    shuffle = np.random.default_rng(ONE_OFF.seed)
    order = shuffle.integers(len(images), size=(3, collapse.BATCH_SIZE))
    networks = by_hand(ONE_OFF, [2.0] * 3, order, images)
    test = few.test.reshape(-1, PIXELS)
    noise = collapse.noise_of(ONE_OFF.seed, -1, len(test))
    expected = collapse.terms(*networks, test, ONE_OFF.scale, noise)
    for _ in range(2):  # as new, whatever was trained before
        cross_entropy, kl = collapse.trained.__wrapped__(ONE_OFF)
        assert cross_entropy == pytest.approx(float(np.mean(expected[0])), rel=1e-5)
        np.testing.assert_allclose(kl, np.mean(expected[1], axis=0), rtol=1e-3)
    assert trainer.train._jit_compile
