"""A VAE whose head has settings of its own: what each setting does to a step, and how trainings are compared."""

import math
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from lab.studies import matched_training
from lab.studies.matched_training import Trainer, Training
from lab.studies.split_networks import small
from snippets.cvae import elbo_terms_at
from snippets.learning_rates import HeadSettings
from snippets.training import BATCH_SIZE, noise_of

REST, HEAD = HeadSettings(1e-3), HeadSettings(4e-3)
PLAIN = Training(0.5, "sgd", REST, HEAD, network=small)


KINDS = tf.keras.optimizers
SETTINGS = HeadSettings(0.25, epsilon=0.5, weight_decay=0.125)
OPTIMIZERS = {
    "adam": KINDS.Adam(0.25, epsilon=0.5),
    "adamw": KINDS.AdamW(0.25, epsilon=0.5, weight_decay=0.125),
    "sgd": KINDS.SGD(0.25),
    "sgdw": KINDS.SGD(0.25, weight_decay=0.125),
    "momentum": KINDS.SGD(0.25, momentum=0.9),
    "nesterov": KINDS.SGD(0.25, momentum=0.9, nesterov=True),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_with_variables_takes_the_steps_of_kerass(name):
    ours = matched_training.optimizer_of(name)
    matched_training.set_up(ours, SETTINGS)
    ends = []
    for optimizer in (ours, OPTIMIZERS[name]):
        weight = tf.Variable([1.0, -2.0])
        for gradient in ([0.5, 3.0], [-1.0, 0.25]):
            optimizer.apply([tf.constant(gradient)], [weight])
        ends.append(weight.numpy())
    np.testing.assert_allclose(*ends, rtol=1e-6)


@pytest.fixture
def images(few, monkeypatch):
    found = few.train[:32], few.train[8:]
    monkeypatch.setattr(
        matched_training, "batches", lambda steps: np.array(found[:steps])
    )
    return found


def by_norm(gradients, limit):
    if limit == math.inf:
        return gradients
    return tf.clip_by_global_norm(gradients, limit)[0]


def by_hand(training, images, first):
    """Losses of steps that Keras's SGD takes, and the weights after them."""
    tf.keras.utils.set_random_seed(0)
    features, mean_layer, head, decoder = small()
    rest = [w for part in (features, mean_layer, decoder) for w in part.weights]
    groups, weights = (rest, head.weights), [*rest, *head.weights]
    for weight, value in zip(weights, first, strict=True):
        weight.assign(value)
    settings, losses = (training.rest, training.head), []
    made = [KINDS.SGD(its.learning_rate) for its in settings]
    for step, batch in enumerate(images):
        with tf.GradientTape() as tape:
            found = features(batch)
            raw = head(found)
            noise = noise_of(0, step, BATCH_SIZE)
            gaussian = mean_layer(found), training.factor * raw, noise
            terms = elbo_terms_at(decoder, tf.constant(batch), *gaussian)
            loss = tf.reduce_mean(terms[1] - terms[0])
            for group, its in zip(groups, settings, strict=True):
                loss += its.l2 * sum(tf.reduce_sum(weight**2) for weight in group)
        gradients = tape.gradient(loss, weights)
        split = len(rest)
        own = [
            by_norm(gradients[:split], training.rest.clip_norm),
            by_norm(gradients[split:], training.head.clip_norm),
        ]
        counted = [training.counted * each for each in own[1]]
        both = by_norm([*own[0], *counted], training.clip_norm)
        made[0].apply(both[:split], rest)
        made[1].apply([each / training.counted for each in both[split:]], head.weights)
        losses.append(float(loss))
    return losses, [weight.numpy() for weight in weights]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {
            "factor": 1.0,
            "rest": replace(REST, l2=0.01, clip_norm=8.0),
            "head": replace(HEAD, l2=0.3, clip_norm=2.0),
            "clip_norm": 5.0,
            "counted": 0.5,
        },
    ],
    ids=["plain", "with penalties and clipping"],
)
def test_steps_are_those_of_two_optimizers(eagerly, images, change):
    made, training = Trainer(small, "sgd"), replace(PLAIN, **change)
    weights = [key for key in made.first if "optimizer" not in key]
    first = [made.first[key] for key in weights]
    losses, ends = by_hand(training, images, first)
    found = made.train(training, made.first, 0, 2)
    np.testing.assert_allclose(found.losses, losses, rtol=1e-5)
    for key, expected in zip(weights, ends, strict=True):
        np.testing.assert_allclose(found.ended[key], expected, atol=2e-6)
