"""The recipe in JAX, compiled. Factor and settings are inputs of the programs, so the same ones run both heads."""

import functools

import jax
import jax.numpy as jnp
import numpy as np

from lab.dense import OPTIMIZERS, dense, initial_state, initial_weights, linear
from lab.frameworks import twins
from lab.frameworks.twins import EPSILON, LATENTS, PIXELS, RATE, SEED, WIDTH, batches
from snippets.jax.learning_rates import moved
from snippets.jax.noise_form import elbo_terms
from snippets.jax.two_heads import split_last_layer


def first_weights():
    """Initial weights of the network with its last layer split: all but the head's, and the head's."""
    random = np.random.default_rng(SEED)
    below, last, *above = initial_weights(random, PIXELS, WIDTH, LATENTS)
    mean_layer, head = split_last_layer(last)
    return (below, mean_layer, *above), head


def loss_of(rest, head, factor, images, noise):
    """The mean of minus the one-sample ELBO; log σ² is `factor` times the head's output."""
    below, mean_layer, *above = rest
    found = jax.nn.relu(linear(images, below))
    gaussian = linear(found, mean_layer), factor * linear(found, head), noise
    reconstruction, kl = elbo_terms(lambda z: dense(z, *above), images, *gaussian)
    return jnp.mean(kl - reconstruction)


loss_and_gradients = jax.jit(jax.value_and_grad(loss_of, (0, 1)))


@functools.partial(jax.jit, static_argnames="optimizer")
def update(optimizer, weights, gradients, states, settings):
    """Weights and states. The first of each pair belongs to all but the head."""
    stepped = [
        OPTIMIZERS[optimizer](*each, **its)
        for *each, its in zip(weights, gradients, states, settings, strict=True)
    ]
    return tuple(zip(*stepped, strict=True))


def flat(weights):
    return np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(weights)])


def settings_of(optimizer, rate, epsilon):
    return {"learning_rate": rate} | ({"eps": epsilon} if optimizer == "adam" else {})


def training(optimizer, first=None, rate=RATE, epsilon=EPSILON):
    """The steps of a training as `twins.compare` takes them."""
    rest, head = first_weights()
    usual = settings_of(optimizer, RATE, EPSILON)
    factor, own = 1.0, usual
    if first:
        factor, head = 2.0, jax.tree.map(lambda weight: first / 2 * weight, head)
        own = moved(settings_of(optimizer, rate, epsilon), optimizer)
    weights = rest, head
    states = tuple(map(initial_state, weights))
    for images, noise in batches():
        loss, gradients = loss_and_gradients(*weights, factor, images, noise)
        weights, states = update(optimizer, weights, gradients, states, (usual, own))
        yield float(loss), *map(flat, weights)


compare = functools.partial(twins.compare, training)
