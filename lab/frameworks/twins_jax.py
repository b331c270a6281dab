"""The recipe in JAX, compiled. Factor and settings are inputs of the programs, so the same ones run both heads."""

import functools

import jax
import jax.numpy as jnp
import numpy as np
from jax.example_libraries import stax

from lab.frameworks import twins
from lab.frameworks.twins import BATCH_SIZE, EPSILON, RATE, SEED, batches
from snippets.jax.learning_rates import adamw, moved
from snippets.jax.noise_form import elbo_terms
from snippets.jax.two_heads import split_last_layer

IMAGES = (BATCH_SIZE, 7, 7, 32)
to_images = (
    lambda key, shape: (IMAGES, ()),
    lambda weights, inputs, **_: inputs.reshape(IMAGES),
)
make_features, features = stax.serial(
    stax.Conv(32, (3, 3), (2, 2)),
    stax.Relu,
    stax.Conv(64, (3, 3), (2, 2)),
    stax.Relu,
    stax.Flatten,
)
make_last, _ = stax.Dense(4)
make_decoder, decoder = stax.serial(
    stax.Dense(7 * 7 * 32),
    stax.Relu,
    to_images,
    stax.ConvTranspose(64, (3, 3), (2, 2), "SAME"),
    stax.Relu,
    stax.ConvTranspose(32, (3, 3), (2, 2), "SAME"),
    stax.Relu,
    stax.ConvTranspose(1, (3, 3), (1, 1), "SAME"),
)


def drawn(random, layers, shape):
    """Initial weights of layers that are given this shape. NumPy draws them, because JAX would compile a program for each."""
    weights = jax.eval_shape(lambda: layers(jax.random.key(0), shape)[1])
    return jax.tree.map(
        lambda each: np.float32(random.normal(0, 0.05, each.shape)), weights
    )


@functools.cache
def first_weights():
    """Initial weights of the tutorial's network with its last layer split: all but the head's, and the head's."""
    random = np.random.default_rng(SEED)
    below = drawn(random, make_features, (BATCH_SIZE, 28, 28, 1))
    kernel, bias = drawn(random, make_last, (BATCH_SIZE, 6 * 6 * 64))
    mean_layer, head = split_last_layer({"kernel": kernel, "bias": bias})
    above = drawn(random, make_decoder, (BATCH_SIZE, 2))
    return (below, mean_layer, above), head


def dense(x, layer):
    return x @ layer["kernel"] + layer["bias"]


def loss_of(rest, head, factor, images, noise):
    """The mean of minus the one-sample ELBO; log σ² is `factor` times the head's output."""
    below, mean_layer, above = rest
    found = features(below, images)
    gaussian = dense(found, mean_layer), factor * dense(found, head), noise
    reconstruction, kl = elbo_terms(lambda z: decoder(above, z), images, *gaussian)
    return jnp.mean(kl - reconstruction)


loss_and_gradients = jax.jit(jax.value_and_grad(loss_of, (0, 1)))


def sgd(weights, gradients, state, *, learning_rate):
    moved = jax.tree.map(lambda w, g: w - learning_rate * g, weights, gradients)
    return moved, state


OPTIMIZERS = {"adam": adamw, "sgd": sgd}


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
    zeros = jax.tree.map(np.zeros_like, weights)
    states = tuple((0, each, each) for each in zeros)
    for images, noise in batches():
        loss, gradients = loss_and_gradients(*weights, factor, images, noise)
        weights, states = update(optimizer, weights, gradients, states, (usual, own))
        yield float(loss), *map(flat, weights)


compare = functools.partial(twins.compare, training)
