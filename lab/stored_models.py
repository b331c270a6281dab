"""The full-scale models whose weights the repository keeps, and the test images that it keeps with them."""

import functools
from unittest import mock

import numpy as np
import tensorflow as tf

from lab.trained_models import SHOWN, networks, read
from snippets.cvae import elbo_terms
from snippets.mnist import load_digits
from snippets.training import evaluate


@functools.cache
def stored_images():
    """Binarized test images, float32 (SHOWN, 28, 28, 1)."""
    pixels = np.unpackbits(read().arrays["images"])[: SHOWN * 784]
    return np.float32(pixels.reshape(SHOWN, 28, 28, 1))


@functools.cache
def stored_networks(head):
    """Encoder and decoder of Keras after ten epochs, from seed 0; `head` is "log_variance" or "log_std"."""
    return networks(read().arrays, head)


@functools.cache
def stored_elbo(head, seed, count=10_000):
    """One-sample ELBO of the first test images of MNIST in nats, float32 (count,), with the noise of this seed."""
    without_xla = tf.function(elbo_terms)  # XLA compiles for longer than this takes
    with mock.patch("snippets.training.compiled_elbo_terms", without_xla):
        images = load_digits().test[:count]
        terms = evaluate(*stored_networks(head), images, head, seed)
    reconstruction, kl = terms
    return reconstruction - kl
