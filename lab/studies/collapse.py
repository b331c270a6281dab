"""Train a small dense VAE on MNIST with weights on its two terms, with free bits and with warm-up, with either head.

All of these are inputs of the compiled step, so one program trains them all.
"""

import functools
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from snippets.collapse import free_bits, warm_up
from snippets.mnist import load_digits

PIXELS, LATENTS, WIDTH = 784, 8, 64
STEPS, BATCH_SIZE, LEARNING_RATE = 400, 16, 1e-3
TEST_IMAGES = 2000


@dataclass(frozen=True)
class Weighted:
    """The loss is `pixels` · (sum of the cross-entropy) + `beta` · (sum of the KL); log σ is `scale` · h.

    `free` nats of each latent dimension cost nothing. `warm_up` is the number of steps in which beta rises from 0.
    """

    scale: float = 0.5
    pixels: float = 1.0
    beta: float = 1.0
    free: float = 0.0
    warm_up: int = 0
    seed: int = 0


def dense(inputs, outputs):
    layers = tf.keras.layers
    hidden, last = layers.Dense(WIDTH, "relu"), layers.Dense(outputs)
    return tf.keras.Sequential([layers.Input((inputs,)), hidden, last])


def networks(seed):
    """Encoder and decoder with their initial weights."""
    tf.keras.utils.set_random_seed(seed)
    return dense(PIXELS, 2 * LATENTS), dense(LATENTS, PIXELS)


def terms(encoder, decoder, images, scale, noise):
    """Cross-entropy of each image, nats (n,), and the closed-form KL of each latent dimension, nats (n, LATENTS)."""
    mean, raw = tf.split(encoder(images), 2, axis=-1)
    log_std = scale * raw
    logits = decoder(mean + tf.exp(log_std) * noise)
    cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(images, logits)
    kl = 0.5 * (tf.exp(2 * log_std) + mean**2 - 1) - log_std
    return tf.reduce_sum(cross_entropy, axis=-1), kl


class Trainer:
    """The networks and one optimizer; its step is compiled once."""

    def __init__(self):
        self.encoder, self.decoder = networks(seed=0)
        self.weights = [
            *self.encoder.trainable_variables,
            *self.decoder.trainable_variables,
        ]
        self.optimizer = tf.keras.optimizers.Adam(LEARNING_RATE)
        self.optimizer.build(self.weights)
        digits = load_digits()  # takes a second, longer than a training
        self.images = tf.constant(flat(digits.train))
        self.test = flat(digits.test[:TEST_IMAGES])
        self.train = tf.function(self.take_steps, jit_compile=True)

    def start(self, seed):
        """Set the initial weights of this seed, and the optimizer to its start."""
        fresh = networks(seed)
        values = [v for network in fresh for v in network.trainable_variables]
        for variable, value in zip(self.weights, values, strict=True):
            variable.assign(value)
        for variable in self.optimizer.variables:
            if variable is not self.optimizer.learning_rate:
                variable.assign(tf.zeros_like(variable))

    def gradients(self, images, noise, scale, pixels, beta, free):
        with tf.GradientTape() as tape:
            cross_entropy, kl = terms(self.encoder, self.decoder, images, scale, noise)
            loss = pixels * tf.reduce_mean(cross_entropy) + beta * free_bits(kl, free)
        return tape.gradient(loss, self.weights)

    def take_steps(self, order, betas, seed, scale, pixels, free):
        """One step for each row of image indices in `order`; all in one call, because a call costs more than a step."""
        for step in tf.range(STEPS):
            images = tf.gather(self.images, order[step])
            noise = noise_of(seed, step, BATCH_SIZE)
            gradients = self.gradients(images, noise, scale, pixels, betas[step], free)
            self.optimizer.apply_gradients(zip(gradients, self.weights, strict=True))


trainer = functools.cache(Trainer)


def noise_of(seed, stream, count):
    return tf.random.stateless_normal((count, LATENTS), (seed, stream))


def flat(images):
    return images.reshape(len(images), PIXELS)


def betas_of(setting):
    """Weight of the KL at each step, float32 (STEPS,)."""
    rising = np.ones(STEPS, np.float32)
    if setting.warm_up:
        rising[:] = [warm_up(step, setting.warm_up) for step in range(STEPS)]
    return np.float32(setting.beta) * rising


def as_tensors(*numbers):
    """Inputs, not constants, so that the steps are compiled only once."""
    return [tf.constant(number, tf.float32) for number in numbers]


@functools.cache
def trained(setting):
    """Cross-entropy, nats per image, and KL by dimension, nats (LATENTS,): means over test images after STEPS steps."""
    made = trainer()
    made.start(setting.seed)
    generator = np.random.default_rng(setting.seed)
    order = generator.integers(len(made.images), size=(STEPS, BATCH_SIZE))
    made.train(
        tf.constant(order, tf.int32),
        tf.constant(betas_of(setting)),
        tf.constant(setting.seed),
        *as_tensors(setting.scale, setting.pixels, setting.free),
    )
    noise = noise_of(setting.seed, -1, len(made.test))
    found = terms(made.encoder, made.decoder, made.test, setting.scale, noise)
    return tuple(term.numpy().mean(axis=0) for term in found)


def first_gradient(setting):
    """The gradient of the first step, all of it, float64 (n,)."""
    made = trainer()
    made.start(setting.seed)
    noise = noise_of(setting.seed, 0, BATCH_SIZE)
    numbers = as_tensors(setting.scale, setting.pixels, setting.beta, setting.free)
    gradients = made.gradients(made.images[:BATCH_SIZE], noise, *numbers)
    return np.concatenate([np.ravel(g).astype(float) for g in gradients])
