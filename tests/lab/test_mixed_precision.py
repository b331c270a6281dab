"""Keras's dtype policies: what one changes, and the first gradient under it."""

import numpy as np
import pytest
import tensorflow as tf

from lab.studies import mixed_precision
from lab.studies.mixed_precision import first_gradient
from snippets.cvae import make_decoder, make_encoder
from snippets.training import noise_of


@pytest.fixture
def digits(few, monkeypatch):
    monkeypatch.setattr(mixed_precision, "load_digits", lambda: few)
    return few


def test_the_first_gradient_is_that_of_the_closed_form(digits):
    found = first_gradient.__wrapped__("float32", seed=2)
    tf.keras.utils.set_random_seed(2)
    encoder, decoder = make_encoder(), make_decoder()
    weights = encoder.trainable_variables + decoder.trainable_variables
    images = tf.constant(digits.train[:32])
    with tf.GradientTape() as tape:
        mean, h = tf.split(encoder(images), 2, axis=-1)
        logits = decoder(mean + tf.exp(h / 2) * noise_of(2, 0, 32))
        likelihood = tf.where(images > 0, logits, -logits)
        kl = tf.reduce_sum(0.5 * (tf.exp(h) + mean**2 - 1 - h))
        loss = (tf.reduce_sum(tf.math.softplus(-likelihood)) + kl) / 32
    expected = [np.ravel(each) for each in tape.gradient(loss, weights)]
    assert found.dtype == np.float64
    np.testing.assert_allclose(found, np.concatenate(expected), atol=1e-4)


def test_a_scale_of_the_loss_is_taken_out_again_and_a_weight_is_not(digits):
    plain = first_gradient.__wrapped__("float32")
    both = first_gradient.__wrapped__("float32", loss_scale=64.0, weight=0.25)
    np.testing.assert_allclose(both, plain / 4, atol=1e-4)
