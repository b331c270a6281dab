"""Train the tutorial's network with a mismatch, σ = e^v in the sample but v = log σ² in the KL, and without it.

The KL is the closed form. log σ / v is 1 with the mismatch, ½ without.
"""

import functools
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from lab.data import digits
from snippets.cvae import elbo_terms_at, make_decoder, make_encoder
from snippets.one_sample_kl import one_sample_kl
from snippets.training import noise_of

SEED, STEPS, EVERY, BATCH_SIZE = 0, 200, 20, 16
# Fifty times the tutorial's, so that 200 steps suffice, and at last less, so that Adam's noise does not widen the codes.
SLOWER_AFTER, LEARNING_RATES = 150, [5e-3, 1.5e-3]
IMAGES, DRAWS, OF_CURVE = 10_000, 16, 200


@dataclass(frozen=True)
class Slipped:
    """Of the test images at the end: μ and v, float32 (n, 2), and log q(z|x) − log p(z), the mean of DRAWS draws, nats (n,).

    `curve` holds v of the first OF_CURVE of them before the first step and after each EVERY steps, (…, OF_CURVE, 2).
    """

    mean: np.ndarray
    v: np.ndarray
    true_kl: np.ndarray
    curve: np.ndarray


def closed_form_kl(mean, v):
    return tf.reduce_sum(0.5 * (tf.exp(v) + mean**2 - 1 - v), axis=-1)


@functools.cache
def slipped(factor, steps):
    """The training in which log σ is `factor` times v."""
    tf.keras.utils.set_random_seed(SEED)
    encoder, decoder = make_encoder(), make_decoder()
    weights = encoder.trainable_variables + decoder.trainable_variables
    rate = tf.keras.optimizers.schedules.PiecewiseConstantDecay(
        [SLOWER_AFTER], LEARNING_RATES
    )
    optimizer = tf.keras.optimizers.Adam(rate)
    optimizer.build(weights)

    @tf.function(autograph=False)  # XLA would compile for longer than it saves
    def train_step(images, step):
        with tf.GradientTape() as tape:
            mean, v = tf.split(encoder(images), 2, axis=-1)
            noise = noise_of(SEED, step, BATCH_SIZE)
            reconstruction, _ = elbo_terms_at(decoder, images, mean, factor * v, noise)
            loss = tf.reduce_mean(closed_form_kl(mean, v) - reconstruction)
        gradients = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))

    train, images = digits().train, tf.constant(digits().test[:IMAGES])
    order = np.random.default_rng(SEED).permutation(len(train))
    curve = [encoder(images[:OF_CURVE])[:, 2:].numpy()]
    for step, batch in enumerate(np.resize(order, (STEPS, BATCH_SIZE))[:steps]):
        train_step(tf.constant(train[batch]), tf.constant(step))
        if (step + 1) % EVERY == 0:
            curve.append(encoder(images[:OF_CURVE])[:, 2:].numpy())
    mean, v = tf.split(encoder(images), 2, axis=-1)
    true_kl = [
        one_sample_kl(mean, factor * v, noise_of(SEED, -1 - i, IMAGES))
        for i in range(DRAWS)
    ]
    return Slipped(mean.numpy(), v.numpy(), np.mean(true_kl, axis=0), np.array(curve))
