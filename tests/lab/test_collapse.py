"""The small dense VAE whose two terms are weighted: its terms, the weights of its KL, and its steps."""

import numpy as np
import pytest
import tensorflow as tf

from lab.studies import collapse
from lab.studies.collapse import PIXELS, Weighted
from snippets.two_normals import kl_by_log_std


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
