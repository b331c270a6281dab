"""Train a small dense VAE on MNIST with weights on its two terms, with free bits and with warm-up, with either head.

All of these are inputs of the compiled program, so one program trains them all.
"""

import functools
from dataclasses import dataclass

import jax
import jax.numpy as jnp
import numpy as np

from lab.data import digits
from lab.dense import dense, initial_state, initial_weights
from snippets.jax.collapse import free_bits, warm_up
from snippets.jax.learning_rates import adamw
from snippets.jax.two_normals import kl_by_log_std

PIXELS, LATENTS, WIDTH = 784, 8, 64
STEPS, BATCH_SIZE, LEARNING_RATE = 300, 16, 1e-3
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

    @property
    def inputs(self):
        """The numbers that do not change from step to step."""
        return self.scale, self.pixels, self.free


@functools.cache
def images():
    """Training and test images, float32 (n, PIXELS)."""
    return [
        split.reshape(len(split), PIXELS) for split in (digits().train, digits().test)
    ]


def first_weights(seed):
    return initial_weights(np.random.default_rng(seed), PIXELS, WIDTH, LATENTS)


def encode(weights, images, scale):
    """μ and log σ of each image, (n, LATENTS)."""
    mean, raw = jnp.split(dense(images, *weights[:2]), 2, axis=-1)
    return mean, scale * raw


@jax.jit
def mean_kl(weights, images, scale):
    """The closed-form KL in nats per image, summed over the dimensions."""
    kl = kl_by_log_std(*encode(weights, images, scale), 0.0, 0.0)
    return kl.sum(axis=-1).mean()


def loss(weights, images, noise, beta, scale, pixels, free):
    mean, log_std = encode(weights, images, scale)
    logits = dense(mean + jnp.exp(log_std) * noise, *weights[2:])
    cross_entropy = (jax.nn.softplus(logits) - images * logits).sum(axis=-1)
    kl = kl_by_log_std(mean, log_std, 0.0, 0.0)
    return pixels * cross_entropy.mean() + beta * free_bits(kl, free)


gradient_of = jax.jit(jax.grad(loss))


@jax.jit
def after_steps(weights, batches, noise, betas, inputs):
    """The weights after one step for each of `batches`."""

    def step(trained, given):
        images, noise, beta = given
        weights, state = trained
        gradient = gradient_of(weights, images, noise, beta, *inputs)
        return adamw(weights, gradient, state, learning_rate=LEARNING_RATE), None

    start = weights, initial_state(weights)
    (weights, _), _ = jax.lax.scan(step, start, (batches, noise, betas))
    return weights


def noise_of(seed, *shape):
    normal = np.random.default_rng([seed, 0]).normal(size=(*shape, LATENTS))
    return np.float32(normal)


def betas_of(setting):
    """Weight of the KL at each step, float32 (STEPS,)."""
    rising = warm_up(np.arange(STEPS), setting.warm_up) if setting.warm_up else 1.0
    return np.full(STEPS, setting.beta * rising, np.float32)


@functools.cache
def trained_kl(setting):
    """KL in nats per image, summed over the dimensions: the mean over test images after STEPS steps."""
    train, test = images()[0], images()[1][:TEST_IMAGES]
    generator = np.random.default_rng(setting.seed)
    batches = train[generator.integers(len(train), size=(STEPS, BATCH_SIZE))]
    noise = noise_of(setting.seed, STEPS, BATCH_SIZE)
    start = first_weights(setting.seed)
    weights = after_steps(start, batches, noise, betas_of(setting), setting.inputs)
    return float(mean_kl(weights, test, setting.scale))


@functools.cache
def first_gradient(setting):
    """The gradient of the first step, all of it, float64 (n,)."""
    batch, noise = images()[0][:BATCH_SIZE], noise_of(setting.seed, BATCH_SIZE)
    weights = first_weights(setting.seed)
    beta = float(setting.beta)  # a whole number would be another program
    gradient = gradient_of(weights, batch, noise, beta, *setting.inputs)
    return np.concatenate(
        [np.ravel(g).astype(float) for g in jax.tree.leaves(gradient)]
    )
