"""Claims of practice/factor-of-two.md: what a mismatch does to a training of the tutorial's network.

Half the encoder's output is v. The KL, in closed form, reads it as log σ². The sample is drawn with log σ = v in a
training with the mismatch, and with log σ = v/2 in one without it.
"""

import functools
import math
from types import SimpleNamespace

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, statistical
from lab.data import digits, only_on_mnist
from snippets.cvae import elbo_terms_at, make_decoder, make_encoder
from snippets.one_sample_kl import one_sample_kl
from snippets.reparameterize import too_good_closed_form, too_good_one_sample
from snippets.training import noise_of

claim = functools.partial(claim, page="practice/factor-of-two.md")
MISMATCH, RIGHT = 1.0, 0.5  # log σ / v
SEED, STEPS, EVERY, BATCH_SIZE = 0, 200, 20, 16
# Fifty times the tutorial's, so that 200 steps suffice, and at last less, so that Adam's noise does not widen the codes.
SLOWER_AFTER, LEARNING_RATES = 150, [5e-3, 1.5e-3]
IMAGES, DRAWS, OF_CURVE = 10_000, 16, 200


def closed_form_kl(mean, v):
    return tf.reduce_sum(0.5 * (tf.exp(v) + mean**2 - 1 - v), axis=-1)


@functools.cache
def trained(factor, steps):
    """A training in which log σ is `factor` times v.

    Of the test images at the end: `mean` and `v`, float32 (n, 2), and `true_kl`, log q(z|x) − log p(z), the mean of DRAWS
    draws, nats (n,). `curve` holds v of the first OF_CURVE of them before the first step and after each EVERY steps,
    (…, OF_CURVE, 2).
    """
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
    draws = [
        one_sample_kl(mean, factor * v, noise_of(SEED, -1 - i, IMAGES))
        for i in range(DRAWS)
    ]
    return SimpleNamespace(
        mean=mean.numpy(),
        v=v.numpy(),
        true_kl=np.mean(draws, axis=0),
        curve=np.array(curve),
    )


def times(factor):
    return lambda v: factor * too_good_closed_form(v)


@claim(
    "With the mismatch the tutorial's network prints a bound that is too good by $\\tfrac12(e^{2v}-e^v-v)$, summed over both"
    f" dimensions and averaged over {IMAGES:,} test images (after {STEPS} steps with batches of {BATCH_SIZE}).",
    of=(MISMATCH, too_good_closed_form),
    controls={
        "trained without the mismatch": (RIGHT, too_good_closed_form),
        "the formula of the one-sample KL": (MISMATCH, too_good_one_sample),
        "the ½ in front is lost": (MISMATCH, times(2)),
        "one dimension of the two": (MISMATCH, times(0.5)),
    },
)
def test_slip_in_a_trained_vae(thing):
    only_on_mnist()
    factor, too_good = thing
    run = trained(factor, STEPS)
    printed = closed_form_kl(run.mean, run.v).numpy()
    expected = too_good(run.v).numpy().sum(axis=-1).mean()
    series = {
        "steps": EVERY * np.arange(len(run.curve)),
        "too good": too_good(run.curve).numpy().sum(axis=-1).mean(axis=-1),
    }
    about = {"unit": "nats", "seeds": [0], "series": series}
    return statistical(run.true_kl - printed, expected, resolves=0.05, **about)


NARROW = 0.5  # of the right σ²
MISMATCH_SPREAD, RIGHT_SPREAD, NEAR = 0.5, 1.0, 0.25
WRONG_TRAINING, RIGHT_TRAINING = (MISMATCH, STEPS), (RIGHT, STEPS)


def codes(training):
    """Of the test images: the mean log σ², and E[μ² + σ²]."""
    factor, _ = training
    run = trained(*training)
    log_variance = 2 * factor * run.v
    return np.mean(log_variance), np.mean(run.mean**2 + np.exp(log_variance))


def near(expected, spread):
    return bound(spread, expected - NEAR, expected + NEAR, seeds=[0])


@claim(
    f"With the mismatch σ² is less than {NARROW:g} times as large as in the same training without it (geometric mean). The spread"
    f" E[μ² + σ²] per dimension is within {NEAR:g} of {MISMATCH_SPREAD:g} with the mismatch, and within {NEAR:g} of"
    f" {RIGHT_SPREAD:g} without it (one seed, descriptive).",
    of=(WRONG_TRAINING, RIGHT_TRAINING),
    controls={
        "no mismatch": (RIGHT_TRAINING, RIGHT_TRAINING),
        "the mismatch before the first step": ((MISMATCH, 0), RIGHT_TRAINING),
        "the mismatch in both": (WRONG_TRAINING, WRONG_TRAINING),
    },
)
def test_slip_makes_codes_narrow(trainings):
    only_on_mnist()
    (log_variance, spread), (right_log_variance, right_spread) = map(codes, trainings)
    ratio = math.exp(log_variance - right_log_variance)
    return {
        "σ², mismatch to right": bound(ratio, at_most=NARROW, n=IMAGES, seeds=[0]),
        "spread, mismatch": near(MISMATCH_SPREAD, spread),
        "spread, right": near(RIGHT_SPREAD, right_spread),
    }
