"""The kept models: what is kept of a run, how its weights are packed, and that the record holds its own networks."""

import numpy as np
import pytest
import tensorflow as tf

from lab import data
from lab.data import only_on_mnist
from lab.experiments import Result
from lab.trained_models import (
    CODES,
    HEADS,
    MODELS,
    RECONSTRUCTED,
    SHOWN,
    codes,
    grid,
    kept,
    networks,
    packed,
    pictures,
    read,
)
from snippets.cvae import make_decoder, make_encoder
from snippets.mnist import load_digits
from snippets.training import Epoch

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


def run(head):
    """A stored run of untrained networks."""
    return Result(
        config=MODELS[head],
        encoder=make_encoder().get_weights(),
        decoder=make_decoder().get_weights(),
        history=[Epoch(1, -200.0, -195.0, 5.0, 2.0)],
        first_steps=[-543.25, -543.0],
        device="CPU",
        finished="now",
    )


def test_what_is_kept_of_a_run_is_its_networks():
    only_on_mnist()
    runs = {head: run(head) for head in HEADS}
    content, arrays = kept(runs)
    images = load_digits().test
    np.testing.assert_array_equal(
        np.unpackbits(arrays["images"]), images[:SHOWN].ravel()
    )
    labels = np.load(data.file())["y_test"]
    np.testing.assert_array_equal(arrays["digits"], labels[:CODES])
    for head in HEADS:
        assert content[head]["config"] == MODELS[head].as_dict()
        assert content[head]["history"][0]["elbo"] == -200.0
        weights = [*runs[head].encoder, *runs[head].decoder]
        encoder, decoder = networks(arrays, head)
        again = [*encoder.get_weights(), *decoder.get_weights()]
        for one, same in zip(again, weights, strict=True):
            np.testing.assert_array_equal(one, same)
        mean, log_std = codes(encoder, images[:CODES], head)
        expected = {
            "mean": mean,
            "log_std": log_std,
            "packed": packed(runs[head].decoder),
            "grid": pictures(decoder, grid()),
            "reconstructions": pictures(decoder, mean[:RECONSTRUCTED]),
        }
        for name, array in expected.items():
            np.testing.assert_array_equal(arrays[f"{head}_{name}"], array)


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
