"""A training with one thing changed: with nothing changed it is the tutorial's, and each change does what it says."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from lab.studies import variant as lab_variant
from lab.studies.variant import Variant
from snippets import training
from snippets.cvae import elbo_terms, make_decoder, make_encoder

USUAL = Variant("log_std", 3, train_images=40, test_images=501)
IMAGES = tf.constant(np.random.default_rng(0).random((4, 28, 28, 1)), tf.float32)


def plain(epoch):
    """All but its time."""
    return epoch.number, epoch.elbo, epoch.reconstruction, epoch.kl


def test_with_nothing_changed_it_trains_and_tests_as_the_tutorial_does(eagerly, few):
    found = lab_variant.train(USUAL, few)
    expected = training.train(few, "log_std", seed=3, epochs=1)
    np.testing.assert_allclose(found.step_elbo, expected.step_elbo, rtol=1e-6)
    (epoch,) = found.history
    assert plain(epoch) == pytest.approx(plain(expected.history[0]), rel=1e-6)
    assert 0 < epoch.seconds < 60
    fewer = replace(USUAL, epochs=2, train_images=33, test_images=7)
    found = lab_variant.train(fewer, few)
    cut = replace(few, train=few.train[:33], test=few.test[:7])
    expected = training.train(cut, "log_std", seed=3, epochs=2)
    np.testing.assert_allclose(found.step_elbo, expected.step_elbo, rtol=1e-6)
    assert len(found.history) == 2
    assert plain(found.history[1]) == pytest.approx(plain(expected.history[1]))


def test_the_first_steps_alone_are_those_of_the_whole(eagerly, few):
    first = lab_variant.train(USUAL, few, steps=1)
    whole = lab_variant.train(replace(USUAL, test_images=2), few)
    assert (first.history, len(first.step_elbo), len(whole.step_elbo)) == ([], 1, 2)
    assert first.step_elbo[0] == whole.step_elbo[0]


def test_the_networks_have_as_many_latents_as_asked():
    usual = lab_variant.networks(2)
    wide = lab_variant.networks(5)
    assert [network.name for network in usual] == ["encoder", "decoder"]
    for (encoder, decoder), latents in ((usual, 2), (wide, 5)):
        found = encoder(IMAGES)
        assert found.shape == (4, 2 * latents)
        assert decoder(found[:, :latents]).shape == IMAGES.shape
    for ours, theirs in zip(wide, (make_encoder(), make_decoder()), strict=True):
        kinds = [[type(layer) for layer in each.layers] for each in (ours, theirs)]
        assert kinds[0] == kinds[1]
        functions = [
            [getattr(layer, "activation", None) for layer in each.layers]
            for each in (ours, theirs)
        ]
        assert functions[0] == functions[1]
    assert wide[1].layers[0].units == usual[1].layers[0].units


def test_two_latents_have_the_noise_of_the_tutorials_training():
    found = lab_variant.noise_of(USUAL, 7, 5)
    np.testing.assert_array_equal(found, training.noise_of(3, 7, 5))
    assert lab_variant.noise_of(replace(USUAL, latents=20), 7, 5).shape == (5, 20)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("adam", tf.keras.optimizers.Adam), ("sgd", tf.keras.optimizers.SGD)],
)
def test_the_optimizer_has_the_rate_of_the_variant(name, kind):
    made = lab_variant.optimizer_of(replace(USUAL, optimizer=name, learning_rate=0.5))
    assert type(made) is kind
    assert float(made.learning_rate) == 0.5


def test_an_unknown_optimizer_is_named():
    with pytest.raises(
        ValueError, match=r"^optimizer is 'rprop'; expected one of adam, sgd$"
    ):
        lab_variant.optimizer_of(replace(USUAL, optimizer="rprop"))


def test_first_weights_and_output_are_the_heads_alone():
    encoder = make_encoder()
    last = encoder.layers[-1]
    kernel, bias = last.get_weights()
    assert not bias.any()
    changed = replace(USUAL, first_weights=0.25, first_output=-0.5)
    lab_variant.change_first_weights(last, changed)
    np.testing.assert_array_equal(last.get_weights()[0], kernel * [1, 1, 0.25, 0.25])
    np.testing.assert_array_equal(last.get_weights()[1], [0, 0, -0.5, -0.5])


def encoded_and_gradients(encoder, variant):
    with tf.GradientTape() as tape:
        mean, log_sigma = lab_variant.encoded(encoder, IMAGES, variant)
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
    noise = lab_variant.noise_of(still, 0, 2)
    batch = tf.gather(IMAGES, [2, 0])
    reconstruction, kl = elbo_terms(encoder, decoder, batch, noise, "log_std")
    step = lab_variant.make_train_step(encoder, decoder, IMAGES, still)
    elbo = step(tf.constant([2, 0]), tf.constant(0))
    assert float(elbo) == pytest.approx(float(tf.reduce_mean(reconstruction - kl)))
    for was, now in zip(first, encoder.layers[-1].get_weights(), strict=True):
        np.testing.assert_array_equal(was[..., 2:], now[..., 2:])
        assert np.abs(now[..., :2] - was[..., :2]).max() == pytest.approx(
            1e-4, rel=0.02
        )
