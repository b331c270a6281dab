"""A training with one thing changed: with nothing changed it is the tutorial's, and each change does what it says."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from lab import training_step
from lab.experiments import Config
from snippets.cvae import elbo_terms, make_decoder, make_encoder

USUAL = Config("log_std", 3, epochs=2, train_images=33, test_images=501)
IMAGES = tf.constant(np.random.default_rng(0).random((4, 28, 28, 1)), tf.float32)


def plain(epoch):
    """All but its time."""
    return epoch.number, epoch.elbo, epoch.reconstruction, epoch.kl


@pytest.mark.slow
def test_with_nothing_changed_it_trains_and_tests_as_the_tutorial_does(eagerly, few):
    """On fewer images than there are, in several epochs, and with a last batch that is smaller."""
    digits = training_step.images_of(USUAL, few)
    found = training_step.train_changed(USUAL, digits)
    expected = training_step.train(USUAL, few)
    np.testing.assert_allclose(found.step_elbo, expected.step_elbo, rtol=1e-6)
    np.testing.assert_allclose(found.terms, expected.terms, rtol=1e-4)
    assert len(found.history) == USUAL.epochs == 2
    for ours, theirs in zip(found.history, expected.history, strict=True):
        assert plain(ours) == pytest.approx(plain(theirs), rel=1e-6)


def test_first_weights_and_output_are_the_heads_alone():
    encoder = make_encoder()
    last = encoder.layers[-1]
    kernel, bias = last.get_weights()
    assert not bias.any()
    changed = replace(USUAL, first_weights=0.25, first_output=-0.5)
    training_step.change_first_weights(last, changed)
    np.testing.assert_array_equal(last.get_weights()[0], kernel * [1, 1, 0.25, 0.25])
    np.testing.assert_array_equal(last.get_weights()[1], [0, 0, -0.5, -0.5])


def encoded_and_gradients(encoder, config):
    with tf.GradientTape() as tape:
        mean, log_sigma = training_step.encoded(encoder, IMAGES, config)
        loss = tf.reduce_sum(log_sigma)
    return mean, log_sigma, tape.gradient(loss, encoder.trainable_variables)


def test_the_trunk_gets_its_share_of_the_heads_gradient_and_all_of_the_means():
    encoder = make_encoder()
    usual = encoded_and_gradients(encoder, USUAL)
    changed = encoded_and_gradients(encoder, replace(USUAL, into_trunk=0.25))
    for ours, theirs in zip(usual[:2], changed[:2], strict=True):
        np.testing.assert_allclose(ours, theirs, atol=1e-6)
    shares = [0.25] * 4 + [1, 1]
    for ours, theirs, share in zip(usual[2], changed[2], shares, strict=True):
        np.testing.assert_allclose(share * ours.numpy(), theirs, rtol=1e-3, atol=1e-4)
    mean, raw = np.split(encoder(IMAGES), 2, axis=-1)
    np.testing.assert_allclose(usual[0], mean, atol=1e-6)
    np.testing.assert_allclose(usual[1], raw, atol=1e-6)


def test_a_head_with_no_rate_stays_where_it_is(eagerly):
    encoder, decoder = make_encoder(), make_decoder()
    still = replace(USUAL, head_rate=0.0)
    first = encoder.layers[-1].get_weights()
    noise = training_step.noise_of(still, 0, 2)
    batch = tf.gather(IMAGES, [2, 0])
    reconstruction, kl = elbo_terms(encoder, decoder, batch, noise, "log_std")
    step = training_step.make_train_step(encoder, decoder, IMAGES, still)
    elbo = step(tf.constant([2, 0]), tf.constant(0))
    assert float(elbo) == pytest.approx(float(tf.reduce_mean(reconstruction - kl)))
    for was, now in zip(first, encoder.layers[-1].get_weights(), strict=True):
        np.testing.assert_array_equal(was[..., 2:], now[..., 2:])
        assert np.abs(now[..., :2] - was[..., :2]).max() == pytest.approx(
            1e-4, rel=0.02
        )
