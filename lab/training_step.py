"""Train what a `lab.experiments.Config` says: the tutorial's VAE, or the same with one thing changed.

With nothing changed it is the training of `snippets.training`, step by step. This module imports snippets only, so
that the record of the studies stays current if the rest of `lab` changes.
"""

import time
from dataclasses import dataclass, replace

import numpy as np
import tensorflow as tf

from snippets import training
from snippets.cvae import LATENT_DIM, elbo_terms_at, make_decoder, make_encoder
from snippets.parameterization import log_std
from snippets.training import BATCH_SIZE, Epoch, use_gpu_if_any

TEST_BATCH = 500
OPTIMIZERS = {"adam": tf.keras.optimizers.Adam, "sgd": tf.keras.optimizers.SGD}


@dataclass(frozen=True)
class Trained:
    """A finished training, in nats: test means after each epoch, the ELBO of every batch, float32 (steps,).

    `terms` holds reconstruction and one-sample KL of each test image after the last epoch, float32 (2, n).
    """

    encoder: tf.keras.Model
    decoder: tf.keras.Model
    history: list[Epoch]
    step_elbo: np.ndarray
    terms: np.ndarray
    seconds: float


def networks(latents):
    """The tutorial's encoder and decoder; with other latents, its convolutions with a last and a first layer to fit."""
    encoder, decoder = make_encoder(), make_decoder()
    if latents == LATENT_DIM:
        return encoder, decoder
    layers, sequence = tf.keras.layers, tf.keras.Sequential
    first, *rest = decoder.layers
    wide = layers.Dense(first.units, activation=first.activation)
    return (
        sequence([encoder.inputs[0], *encoder.layers[:-1], layers.Dense(2 * latents)]),
        sequence([layers.Input((latents,)), wide, *rest]),
    )


def noise_of(config, stream, count):
    """ε ~ N(0, I) for one batch, float32 (count, latents); for two latents as in `snippets.training`."""
    shape = (count, config.latents)
    return tf.random.stateless_normal(shape, (config.seed, stream))


def optimizer_of(config):
    if config.optimizer not in OPTIMIZERS:
        raise ValueError(
            f"optimizer is {config.optimizer!r}; expected one of {', '.join(OPTIMIZERS)}"
        )
    return OPTIMIZERS[config.optimizer](config.learning_rate)


def change_first_weights(last, config):
    """Scale the head's columns of the encoder's last kernel, and set those of its bias."""
    kernel, bias = last.get_weights()
    kernel[:, config.latents :] *= config.first_weights
    bias[config.latents :] = config.first_output
    last.set_weights([kernel, bias])


def encoded(encoder, images, config):
    """μ and log σ, float32 (batch, latents); the layers below receive `into_trunk` of the head's gradient."""
    mean, raw = tf.split(encoder(images), 2, axis=-1)
    if config.into_trunk != 1:
        *trunk, last = encoder.layers
        features = images
        for layer in trunk:
            features = layer(features)
        kept = config.into_trunk * features
        features = kept + (1 - config.into_trunk) * tf.stop_gradient(features)
        raw = tf.split(last(features), 2, axis=-1)[1]
    return mean, log_std(raw, config.parameterization)


def make_train_step(encoder, decoder, images, config):
    """A function of the batch's image indices and the step's number that returns the batch's ELBO."""
    weights = encoder.trainable_variables + decoder.trainable_variables
    optimizer = optimizer_of(config)
    optimizer.build(weights)
    last = encoder.layers[-1].trainable_variables

    @tf.function(jit_compile=True)
    def train_step(indices, step):
        batch = tf.gather(images, indices)
        noise = noise_of(config, step, len(indices))
        before = [tf.identity(variable) for variable in last]
        with tf.GradientTape() as tape:
            mean, log_sigma = encoded(encoder, batch, config)
            terms = elbo_terms_at(decoder, batch, mean, log_sigma, noise)
            loss = tf.reduce_mean(terms[1] - terms[0])
        gradients = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))
        if config.head_rate != 1:
            rate = tf.repeat([1.0, config.head_rate], config.latents)
            for variable, was in zip(last, before, strict=True):
                variable.assign(was + rate * (variable - was))
        return -loss

    return train_step


def make_evaluate(encoder, decoder, images, config):
    """A function that returns reconstruction and one-sample KL of each image, in nats, float32 (2, n)."""

    @tf.function(jit_compile=True)
    def terms_of(batch, noise):
        mean, log_sigma = encoded(encoder, batch, config)
        return elbo_terms_at(decoder, batch, mean, log_sigma, noise)

    def evaluate():
        parts = []
        for start in range(0, len(images), TEST_BATCH):
            batch = tf.constant(images[start : start + TEST_BATCH])
            # Training takes streams 0, 1, 2, …
            noise = noise_of(config, -1 - start, len(batch))
            parts.append(np.stack(terms_of(batch, noise)))
        return np.concatenate(parts, axis=1)

    return evaluate


def train_changed(config, digits, steps=None):
    """Train with the changes of a configuration, on all of `digits`.

    With `steps`, take the first steps only and return their ELBO: float32 (steps,).
    """
    use_gpu_if_any()
    started = time.perf_counter()
    tf.keras.utils.set_random_seed(config.seed)
    encoder, decoder = networks(config.latents)
    change_first_weights(encoder.layers[-1], config)
    images = tf.constant(digits.train)
    train_step = make_train_step(encoder, decoder, images, config)
    evaluate = make_evaluate(encoder, decoder, digits.test, config)
    shuffle, history, step_elbo = np.random.default_rng(config.seed), [], []
    for number in range(1, config.epochs + 1):
        epoch_started = time.perf_counter()
        order = shuffle.permutation(len(images)).astype(np.int32)
        for start in range(0, len(order), BATCH_SIZE):
            if len(step_elbo) == steps:
                return np.array(step_elbo)
            indices, step = order[start : start + BATCH_SIZE], len(step_elbo)
            elbo = train_step(tf.constant(indices), tf.constant(step))
            step_elbo.append(elbo.numpy())
        seconds = time.perf_counter() - epoch_started
        terms = evaluate()
        reconstruction, kl = map(float, terms.mean(axis=1))
        history.append(Epoch(number, reconstruction - kl, reconstruction, kl, seconds))
    total = time.perf_counter() - started
    return Trained(encoder, decoder, history, np.array(step_elbo), terms, total)


def images_of(config, digits):
    """The images of a configuration."""
    train, test = digits.train[: config.train_images], digits.test[: config.test_images]
    return replace(digits, train=train, test=test)


def train(config, digits):
    """Train a configuration on its part of `digits`; with nothing changed, by `snippets.training.train`."""
    digits = images_of(config, digits)
    if config.changes:
        return train_changed(config, digits)
    name, seed = config.parameterization, config.seed
    run = training.train(digits, name, seed, config.epochs)
    networks = run.encoder, run.decoder
    terms = training.evaluate(*networks, digits.test, name, seed)
    return Trained(*networks, run.history, run.step_elbo, terms, run.seconds)
