"""Training: repeats to the bit, tells what it did, and refuses what it cannot train on."""

from dataclasses import replace

import numpy as np
import pytest

from snippets.mnist import Digits
from snippets.training import TrainingRun, train

IMAGES = (np.random.default_rng(0).random((112, 28, 28, 1)) > 0.8).astype(np.float32)
DIGITS = Digits("random pixels", train=IMAGES[:80], test=IMAGES[80:])
EPOCHS = 2


def run(seed):
    """A short training, and what it reported."""
    reported = []
    return train(DIGITS, seed=seed, epochs=EPOCHS, report=reported.append), reported


@pytest.fixture(scope="module")
def first():
    return run(seed=3)


def same(one, other):
    return all(map(np.array_equal, one.get_weights(), other.get_weights()))


def test_a_seed_repeats_to_the_bit(first):
    one, again = first[0], run(seed=3)[0]
    assert np.array_equal(one.step_elbo, again.step_elbo)
    assert same(one.encoder, again.encoder)
    assert same(one.decoder, again.decoder)
    for before, after in zip(one.history, again.history, strict=True):
        assert replace(before, seconds=0) == replace(after, seconds=0)


def test_another_seed_trains_otherwise(first):
    one, other = first[0], run(seed=4)[0]
    assert not np.any(one.step_elbo == other.step_elbo)
    assert not same(one.encoder, other.encoder)


def test_history_tells_each_epoch(first):
    found, reported = first
    assert isinstance(found, TrainingRun)
    assert reported == found.history
    assert [epoch.number for epoch in found.history] == [1, 2]
    for epoch in found.history:
        assert epoch.elbo == pytest.approx(epoch.reconstruction - epoch.kl, rel=1e-5)
        assert epoch.seconds > 0
    assert found.history[1].elbo > found.history[0].elbo  # it learns
    assert found.step_elbo.dtype == np.float32
    assert found.step_elbo.shape == (
        EPOCHS * 3,
    )  # 80 images: the last batch of an epoch is half
    assert found.device
    assert found.seconds > sum(epoch.seconds for epoch in found.history)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parameterization": "variance"}, "'variance'; expected one of log_variance"),
        ({"epochs": 0}, "epochs is 0; expected at least 1"),
        (
            {"digits": replace(DIGITS, train=IMAGES[..., 0])},
            r"train is float32 of .*\(112, 28, 28",
        ),
        ({"digits": replace(DIGITS, test=IMAGES.astype(float))}, "test is float64"),
        (
            {"digits": replace(DIGITS, test=IMAGES[:0])},
            r"test is float32 of .*\(0, 28, 28, 1\)",
        ),
    ],
)
def test_a_bad_argument_is_named(change, message):
    with pytest.raises(ValueError, match=message):
        train(**{"digits": DIGITS} | change)
