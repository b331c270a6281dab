"""The kept models: what is kept of a run, how its weights are packed, and that the record holds its own networks."""

import numpy as np
import pytest
import tensorflow as tf

from lab.data import only_on_mnist
from lab.trained_models import (
    networks,
    packed,
    read,
)
from snippets.mnist import load_digits

RNG = np.random.default_rng(0)
WEIGHTS = [
    RNG.normal(0, spread, shape).astype(np.float32)
    for spread, shape in ((1.0, (3, 4)), (1e-3, (5,)), (20.0, (2, 2, 3)), (0.0, (2,)))
]


def unpacked(numbers, shapes):
    """As the page reads them: a unit for each array, then multiples of it."""
    content = numbers.tobytes()
    units = np.frombuffer(content, np.float32, len(shapes))
    multiples = np.frombuffer(content, np.int16, offset=4 * len(shapes))
    ends = np.cumsum([np.prod(shape) for shape in shapes])
    arrays = zip(units, np.split(multiples, ends[:-1]), shapes, strict=True)
    return [(unit * each).reshape(shape) for unit, each, shape in arrays]


def test_packed_weights_are_off_by_half_a_unit_of_their_own_array():
    found = unpacked(packed(WEIGHTS), [each.shape for each in WEIGHTS])
    for weights, again in zip(WEIGHTS, found, strict=True):
        half = np.abs(weights).max() / (2**15 - 1) / 2
        assert np.abs(weights - again).max() <= half * 1.01, weights


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
