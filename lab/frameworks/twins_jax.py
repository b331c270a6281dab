"""The recipe in JAX, compiled. Scale and settings are inputs of the step, so one program runs both heads."""

import functools

import jax
import jax.numpy as jnp
import numpy as np

from lab.frameworks.twins import EPSILON, RATE, RECIPES, SEED, batches, compared
from snippets.jax.learning_rates import adamw
from snippets.jax.noise_form import elbo_terms
from snippets.jax.two_heads import same_as_log_variance, split_last_layer

LAYOUT = ("NHWC", "HWIO", "NHWC")
SHAPES = {  # of the kernels: (height, width, in, out), or (in, out)
    "conv 1": (3, 3, 1, 32),
    "conv 2": (3, 3, 32, 64),
    "last": (6 * 6 * 64, 4),
    "dense": (2, 7 * 7 * 32),
    "up 1": (3, 3, 32, 64),
    "up 2": (3, 3, 64, 32),
    "up 3": (3, 3, 32, 1),
}


def first_weights():
    """Initial weights of the tutorial's network with its last layer split: all but the head's, and the head's."""
    keys = jax.random.split(jax.random.key(SEED), len(SHAPES))
    glorot = jax.nn.initializers.glorot_uniform()
    layers = {
        name: {"kernel": glorot(key, shape), "bias": jnp.zeros(shape[-1])}
        for key, (name, shape) in zip(keys, SHAPES.items(), strict=True)
    }
    mean_layer, head = split_last_layer(layers.pop("last"))
    return {**layers, "mean": mean_layer}, head


def dense(x, layer):
    return x @ layer["kernel"] + layer["bias"]


def down(x, layer):
    x = jax.lax.conv_general_dilated(
        x, layer["kernel"], (2, 2), "VALID", dimension_numbers=LAYOUT
    )
    return jax.nn.relu(x + layer["bias"])


def up(x, layer, stride):
    x = jax.lax.conv_transpose(
        x, layer["kernel"], (stride, stride), "SAME", dimension_numbers=LAYOUT
    )
    return x + layer["bias"]


def loss_of(rest, head, scale, images, noise):
    """The mean of minus the one-sample ELBO; log σ is `scale` times the head's output."""
    found = down(down(images, rest["conv 1"]), rest["conv 2"])
    found = found.reshape(len(images), -1)

    def decode(z):
        x = jax.nn.relu(dense(z, rest["dense"])).reshape(-1, 7, 7, 32)
        x = jax.nn.relu(up(x, rest["up 1"], 2))
        x = jax.nn.relu(up(x, rest["up 2"], 2))
        return up(x, rest["up 3"], 1)

    log_variance = 2 * scale * dense(found, head)
    gaussian = dense(found, rest["mean"]), log_variance, noise
    reconstruction, kl = elbo_terms(decode, images, *gaussian)
    return jnp.mean(kl - reconstruction)


def sgd(weights, gradients, state, *, learning_rate):
    moved = jax.tree.map(lambda w, g: w - learning_rate * g, weights, gradients)
    return moved, state


OPTIMIZERS = {"adam": adamw, "sgd": sgd}


@functools.partial(jax.jit, static_argnames="optimizer")
def step(optimizer, weights, states, scale, settings, images, noise):
    """Weights, states and loss. The first of each pair belongs to all but the head."""
    loss, gradients = jax.value_and_grad(loss_of, (0, 1))(
        *weights, scale, images, noise
    )
    stepped = [
        OPTIMIZERS[optimizer](*each, **its)
        for *each, its in zip(weights, gradients, states, settings, strict=True)
    ]
    return *zip(*stepped, strict=True), loss


def trained(optimizer, scale, weights, settings):
    """Losses, weights but for the head, weights of the head, as `compared` takes them."""
    zeros = jax.tree.map(jnp.zeros_like, weights)
    states, losses = tuple((0, each, each) for each in zeros), []
    for images, noise in zip(*batches(), strict=True):
        weights, states, loss = step(
            optimizer, weights, states, scale, settings, images, noise
        )
        losses.append(float(loss))
    return losses, *(
        np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(part)])
        for part in weights
    )


def usual(optimizer):
    return {"learning_rate": RATE} | ({"eps": EPSILON} if optimizer == "adam" else {})


@functools.cache
def by_log_variance(optimizer):
    settings = usual(optimizer)
    return trained(optimizer, 0.5, first_weights(), (settings, settings))


@functools.cache
def alike(recipe):
    """How far the log σ head repeats the log σ² head under one of RECIPES."""
    optimizer, left_alone = RECIPES[recipe]
    rest, head = first_weights()
    moved, settings = same_as_log_variance(head, optimizer, RATE, EPSILON)
    if left_alone == "first weights":
        moved = head
    if left_alone == "rate":
        settings["learning_rate"] = RATE
    if left_alone == "epsilon":
        settings["eps"] = EPSILON
    both = usual(optimizer), settings
    by_log_std = trained(optimizer, 1.0, (rest, moved), both)
    return compared(by_log_variance(optimizer), by_log_std)
