"""The kept models' codes and pictures are those of their networks."""

import numpy as np
import pytest
import tensorflow as tf

from lab.data import only_on_mnist
from lab.trained_models import HEADS, codes, networks, read
from snippets.mnist import load_digits


@pytest.mark.parametrize("head", HEADS)
def test_codes_and_pictures_are_the_networks(head):
    """To the float32 of another machine."""
    only_on_mnist()
    arrays = read().arrays
    encoder, decoder = networks(arrays, head)
    mean, log_std = codes(encoder, load_digits().test[:10], head)
    np.testing.assert_allclose(arrays[f"{head}_mean"][:10], mean, atol=1e-4)
    np.testing.assert_allclose(arrays[f"{head}_log_std"][:10], log_std, atol=1e-4)
    drawn = 255 * tf.sigmoid(decoder(mean)).numpy().reshape(10, -1)
    assert np.abs(arrays[f"{head}_reconstructions"] - drawn).max() <= 0.6
