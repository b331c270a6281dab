"""The full-scale models whose weights the repository keeps, and the test images that it keeps with them."""

import functools

import numpy as np

from lab.trained_models import SHOWN, networks, read


@functools.cache
def stored_images():
    """Binarized test images, float32 (SHOWN, 28, 28, 1)."""
    pixels = np.unpackbits(read().arrays["images"])[: SHOWN * 784]
    return np.float32(pixels.reshape(SHOWN, 28, 28, 1))


@functools.cache
def stored_networks(head):
    """Encoder and decoder of Keras after ten epochs, from seed 0; `head` is "log_variance" or "log_std"."""
    return networks(read().arrays, head)
