"""The kept models: the codes and pictures of the record are those of its networks."""

import numpy as np
import pytest
import tensorflow as tf

from lab.data import only_on_mnist
from lab.trained_models import networks, read
from snippets.mnist import load_digits

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(("head", "factor"), [("log_variance", 0.5), ("log_std", 1.0)])
def test_the_records_codes_and_pictures_are_its_networks(head, factor):
    """To the float32 of another machine."""
    only_on_mnist()
    arrays = read().arrays
    encoder, decoder = networks(arrays, head)
    mean, raw = np.split(encoder(load_digits().test[:10]), 2, axis=-1)
    np.testing.assert_allclose(arrays[f"{head}_mean"][:10], mean, atol=1e-4)
    np.testing.assert_allclose(arrays[f"{head}_log_std"][:10], factor * raw, atol=1e-4)
    drawn = 255 * tf.sigmoid(decoder(mean)).numpy().reshape(10, -1)
    assert np.abs(arrays[f"{head}_reconstructions"] - drawn).max() <= 0.6
