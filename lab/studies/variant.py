"""Train the tutorial's VAE with one thing changed: first weights, rate or gradient of its head, optimizer, latents.

With nothing changed it is the training of `snippets.training`, step by step.
"""

import time
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from snippets.cvae import LATENT_DIM, elbo_terms_at, make_decoder, make_encoder
from snippets.parameterization import log_std
from snippets.training import BATCH_SIZE, Epoch

TEST_BATCH = 500
EVERY = 125  # steps whose training ELBO is averaged into one number


@dataclass(frozen=True)
class Variant:
    """One training, on the first `train_images` and `test_images` of the data set.

    `first_weights` multiplies the head's first kernel, `head_rate` each step of its kernel and bias, and
    `into_trunk` the gradient that it hands to the layers below. `first_output` is its first bias.
    """

    parameterization: str
    seed: int
    epochs: int = 1
    first_weights: float = 1.0
    head_rate: float = 1.0
    into_trunk: float = 1.0
    first_output: float = 0.0
    optimizer: str = "adam"
    learning_rate: float = 1e-4
    latents: int = LATENT_DIM
    train_images: int = 60_000
    test_images: int = 10_000


@dataclass(frozen=True)
class Trained:
    """Test means after each epoch, and the ELBO of every batch, float32; nats."""

    history: list[Epoch]
    step_elbo: np.ndarray


def networks(latents):
    """The tutorial's encoder and decoder; with another number of latents, its convolutions between other ends."""
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


def noise_of(variant, stream, count):
    """ε ~ N(0, I) for one batch, float32 (count, latents); for two latents as in `snippets.training`."""
    shape = (count, variant.latents)
    return tf.random.stateless_normal(shape, (variant.seed, stream))


def optimizer_of(variant):
    kinds = {"adam": tf.keras.optimizers.Adam, "sgd": tf.keras.optimizers.SGD}
    if variant.optimizer not in kinds:
        raise ValueError(
            f"optimizer is {variant.optimizer!r}; expected one of {', '.join(kinds)}"
        )
    return kinds[variant.optimizer](variant.learning_rate)


def change_first_weights(last, variant):
    """Scale the head's columns of the encoder's last kernel, and set those of its bias."""
    kernel, bias = last.get_weights()
    kernel[:, variant.latents :] *= variant.first_weights
    bias[variant.latents :] = variant.first_output
    last.set_weights([kernel, bias])


def encoded(encoder, images, variant):
    """μ and log σ, float32 (batch, latents); of the head's gradient the layers below get `into_trunk`."""
    mean, raw = tf.split(encoder(images), 2, axis=-1)
    if variant.into_trunk != 1:
        *trunk, last = encoder.layers
        features = images
        for layer in trunk:
            features = layer(features)
        kept = variant.into_trunk * features
        features = kept + (1 - variant.into_trunk) * tf.stop_gradient(features)
        raw = tf.split(last(features), 2, axis=-1)[1]
    return mean, log_std(raw, variant.parameterization)


def make_train_step(encoder, decoder, images, variant):
    """A function of the batch's image indices and the step's number; gives its ELBO."""
    weights = encoder.trainable_variables + decoder.trainable_variables
    optimizer = optimizer_of(variant)
    optimizer.build(weights)
    last = encoder.layers[-1].trainable_variables

    @tf.function(jit_compile=True)
    def train_step(indices, step):
        batch = tf.gather(images, indices)
        noise = noise_of(variant, step, len(indices))
        before = [tf.identity(variable) for variable in last]
        with tf.GradientTape() as tape:
            mean, log_sigma = encoded(encoder, batch, variant)
            terms = elbo_terms_at(decoder, batch, mean, log_sigma, noise)
            loss = tf.reduce_mean(terms[1] - terms[0])
        gradients = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))
        if variant.head_rate != 1:
            rate = tf.repeat([1.0, variant.head_rate], variant.latents)
            for variable, was in zip(last, before, strict=True):
                variable.assign(was + rate * (variable - was))
        return -loss

    return train_step


def make_evaluate(encoder, decoder, images, variant):
    """A function that gives reconstruction and one-sample KL, means over the images, in nats."""

    @tf.function(jit_compile=True)
    def terms_of(batch, noise):
        mean, log_sigma = encoded(encoder, batch, variant)
        return elbo_terms_at(decoder, batch, mean, log_sigma, noise)

    def evaluate():
        parts = []
        for start in range(0, len(images), TEST_BATCH):
            batch = tf.constant(images[start : start + TEST_BATCH])
            # Training takes streams 0, 1, 2, …
            noise = noise_of(variant, -1 - start, len(batch))
            parts.append(np.stack(terms_of(batch, noise)))
        return map(float, np.concatenate(parts, axis=1).mean(axis=1))

    return evaluate


def train(variant, digits, steps=None):
    """Train a variant, or take its first `steps` alone; then `history` is empty."""
    tf.keras.utils.set_random_seed(variant.seed)
    encoder, decoder = networks(variant.latents)
    change_first_weights(encoder.layers[-1], variant)
    images = tf.constant(digits.train[: variant.train_images])
    train_step = make_train_step(encoder, decoder, images, variant)
    evaluate = make_evaluate(
        encoder, decoder, digits.test[: variant.test_images], variant
    )
    shuffle, history, step_elbo = np.random.default_rng(variant.seed), [], []
    for number in range(1, variant.epochs + 1):
        started = time.perf_counter()
        order = shuffle.permutation(len(images)).astype(np.int32)
        for start in range(0, len(order), BATCH_SIZE):
            if len(step_elbo) == steps:
                return Trained([], np.array(step_elbo))
            indices, step = order[start : start + BATCH_SIZE], len(step_elbo)
            elbo = train_step(tf.constant(indices), tf.constant(step))
            step_elbo.append(elbo.numpy())
        seconds = time.perf_counter() - started
        reconstruction, kl = evaluate()
        history.append(Epoch(number, reconstruction - kl, reconstruction, kl, seconds))
    return Trained(history, np.array(step_elbo))
