"""The kept models: what is kept of a run, and how its weights are packed."""

from dataclasses import asdict
from types import SimpleNamespace

import numpy as np
import pytest

from lab import data, trained_models
from lab.data import only_on_mnist
from lab.trained_models import (
    CODES,
    HEADS,
    MODELS,
    RECONSTRUCTED,
    SHOWN,
    SIDE,
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


def test_the_largest_weight_takes_all_of_its_bits():
    multiples = np.frombuffer(packed([np.float32([0.3, -0.1])]), np.int16, offset=4)
    assert multiples.tolist() == [2**15 - 1, -10_922]


def test_the_grid_is_read_row_by_row_from_the_top():
    points = np.array(grid())
    assert points.shape == (SIDE**2, 2)
    assert points[0, 0] == points[:, 0].min() == pytest.approx(-points[0, 1])
    assert points[1, 0] > points[0, 0]
    assert points[1, 1] == points[0, 1] == points[:, 1].max()


def run():
    """A stored run of untrained networks."""
    return SimpleNamespace(
        encoder=make_encoder().get_weights(),
        decoder=make_decoder().get_weights(),
        history=[Epoch(1, -200.0, -195.0, 5.0, 2.0)],
        first_steps=[-543.25, -543.0],
        device="CPU",
        seconds=2.0,
    )


def test_what_is_kept_of_a_run_is_its_networks():
    only_on_mnist()
    runs = {head: run() for head in HEADS}
    content, arrays = kept(runs)
    head, other = HEADS
    assert content.keys() == {*HEADS}
    assert content[head]["history"][0]["elbo"] == -200.0
    assert content[head] == {
        "config": MODELS[head].as_dict(),
        "history": [asdict(Epoch(1, -200.0, -195.0, 5.0, 2.0))],
        "first_steps": [-543.25, -543.0],
        "device": "CPU",
        "seconds": 2.0,
    }
    test = load_digits().test
    np.testing.assert_array_equal(np.unpackbits(arrays["images"]), test[:SHOWN].ravel())
    labels = np.load(data.file())["y_test"]
    np.testing.assert_array_equal(arrays["digits"], labels[:CODES])
    assert arrays["digits"].dtype == np.uint8
    assert arrays["digits"].shape == (CODES,)
    assert np.unpackbits(arrays["images"]).size == SHOWN * 784
    assert arrays[f"{head}_mean"].shape == (CODES, 2)
    encoder, decoder = networks(arrays, head)
    for network, weights in ((encoder, "encoder"), (decoder, "decoder")):
        for one, same in zip(
            network.get_weights(), getattr(runs[head], weights), strict=True
        ):
            np.testing.assert_array_equal(one, same)
    for part, kept_code in zip(
        ("mean", "log_std"),
        trained_models.codes(encoder, test[:CODES], head),
        strict=True,
    ):
        np.testing.assert_array_equal(arrays[f"{head}_{part}"], kept_code)
    np.testing.assert_array_equal(arrays[f"{head}_packed"], packed(runs[head].decoder))
    np.testing.assert_array_equal(arrays[f"{head}_grid"], pictures(decoder, grid()))
    mean = arrays[f"{head}_mean"][:RECONSTRUCTED]
    drawn = pictures(decoder, mean)
    assert (drawn.shape, drawn.dtype) == ((RECONSTRUCTED, 784), np.uint8)
    np.testing.assert_array_equal(arrays[f"{head}_reconstructions"], drawn)
    assert np.any(arrays[f"{other}_grid"] != arrays[f"{head}_grid"])


def test_the_record_is_of_the_two_heads_and_this_code():
    assert read().content.keys() == {*HEADS}


@pytest.mark.parametrize(("head", "factor"), [("log_variance", 0.5), ("log_std", 1.0)])
def test_codes_are_mu_and_log_sigma(head, factor):
    encoder = make_encoder()
    images = np.float32(RNG.random((3, 28, 28, 1)))
    mean, log_sigma = trained_models.codes(encoder, images, head)
    np.testing.assert_allclose(mean, encoder(images)[:, :2], atol=1e-6)
    np.testing.assert_allclose(log_sigma, factor * encoder(images)[:, 2:], atol=1e-6)


def test_a_picture_is_rounded_to_255ths_of_ink():
    def decoder(points):
        assert points.dtype == np.float32
        return np.float32([[[[0.0], [-9.0]]], [[[9.0], [1.0]]]])

    found = pictures(decoder, [(0, 1), (2, 3)])
    assert found.tolist() == [[128, 0], [255, 186]]
    assert found.dtype == np.uint8


def test_the_grid_ends_at_the_quantiles_of_the_tutorial():
    assert np.max(grid()) == pytest.approx(1.6449, abs=1e-4)
    assert np.min(grid()) == pytest.approx(-1.6449, abs=1e-4)
