"""A small dense VAE in JAX, for studies in which the network does not matter: weights, layers and optimizers."""

import jax
import jax.numpy as jnp
import numpy as np

from snippets.jax.learning_rates import adamw


def initial_weights(random, pixels, width, latents):
    """Two layers of the encoder, the last for μ and h, and two of the decoder: Glorot's uniform kernels, and biases of 0."""
    shapes = (pixels, width), (width, 2 * latents), (latents, width), (width, pixels)
    kernels = [random.uniform(-1, 1, each) * (6 / sum(each)) ** 0.5 for each in shapes]
    return [
        {"kernel": np.float32(kernel), "bias": np.zeros(kernel.shape[1], np.float32)}
        for kernel in kernels
    ]


def linear(inputs, layer):
    return inputs @ layer["kernel"] + layer["bias"]


def dense(inputs, hidden, last):
    """A ReLU layer and a linear one."""
    return linear(jax.nn.relu(linear(inputs, hidden)), last)


def sgd(weights, gradients, state, *, learning_rate):
    moved = jax.tree.map(lambda w, g: w - learning_rate * g, weights, gradients)
    return moved, state


OPTIMIZERS = {"adam": adamw, "sgd": sgd}


def initial_state(weights):
    """The state that both take: the step's number, and the means of gradients and of their squares."""
    zeros = jax.tree.map(jnp.zeros_like, weights)
    return 0, zeros, zeros
