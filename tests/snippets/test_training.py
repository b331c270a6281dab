"""A training repeats bit for bit, reports each epoch, and refuses what it cannot train on."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from snippets import training
from snippets.mnist import Digits

IMAGES = (np.random.default_rng(0).random((64, 28, 28, 1)) > 0.8).astype(np.float32)
DIGITS = Digits("random pixels", train=IMAGES[:48], test=IMAGES[48:])
EPOCHS, BATCHES = 2, 2  # 48 images: the last batch of an epoch is half
layers = tf.keras.layers


def small_encoder():
    return tf.keras.Sequential(
        [layers.Input((28, 28, 1)), layers.Flatten(), layers.Dense(4)]
    )


def small_decoder():
    return tf.keras.Sequential(
        [layers.Input((2,)), layers.Dense(784), layers.Reshape((28, 28, 1))]
    )


def run(seed):
    """A short training of small networks, and what it reported."""
    reported = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(training, "make_encoder", small_encoder)
        patch.setattr(training, "make_decoder", small_decoder)
        found = training.train(DIGITS, seed=seed, epochs=EPOCHS, report=reported.append)
    return found, reported


@pytest.fixture(scope="module", autouse=True)
def eagerly():
    """To compile a step takes seconds. What a compiled training repeats is a claim."""
    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.fixture(scope="module")
def first():
    return run(seed=3)


def test_a_seed_repeats_to_the_bit(first):
    one, again = first[0], run(seed=3)[0]
    assert np.array_equal(one.step_elbo, again.step_elbo)
    for network in ("encoder", "decoder"):
        weights = (getattr(each, network).get_weights() for each in (one, again))
        assert all(map(np.array_equal, *weights))
    for before, after in zip(one.history, again.history, strict=True):
        assert replace(before, seconds=0) == replace(after, seconds=0)


def test_another_seed_draws_other_weights_order_and_noise(first):
    """The first loss depends on the initial weights, on the first batch, and on its noise."""
    other = run(seed=4)[0]
    assert not np.isclose(other.step_elbo[0], first[0].step_elbo[0], rtol=1e-4)
    one, two = (training.noise_of(seed, 0, 32) for seed in (3, 4))
    assert not np.array_equal(one, two)


def test_an_evaluation_has_noise_of_its_own(first):
    """Training draws from streams 0, 1, 2, …; an evaluation's streams are negative, and the seed picks them."""
    encoder, decoder = first[0].encoder, first[0].decoder
    zero, again, one = (
        training.evaluate(encoder, decoder, DIGITS.test, seed=seed)
        for seed in (0, 0, 1)
    )
    assert zero.shape == (2, len(DIGITS.test))
    np.testing.assert_array_equal(zero, again)
    assert not np.array_equal(zero[1], one[1])


def test_the_history_has_every_epoch(first):
    found, reported = first
    assert reported == found.history
    assert [epoch.number for epoch in found.history] == [1, 2]
    for epoch in found.history:
        assert epoch.elbo == pytest.approx(epoch.reconstruction - epoch.kl, rel=1e-5)
    assert found.history[1].elbo > found.history[0].elbo  # it learns
    assert found.step_elbo.dtype == np.float32
    assert found.step_elbo.shape == (EPOCHS * BATCHES,)
    assert found.seconds > sum(epoch.seconds for epoch in found.history) > 0


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"parameterization": "variance"}, "'variance'; expected one of log_variance"),
        ({"epochs": 0}, "epochs is 0; expected at least 1"),
        ({"digits": replace(DIGITS, train=IMAGES[..., 0])}, "train is float32 of"),
        ({"digits": replace(DIGITS, test=IMAGES.astype(float))}, "test is float64"),
        ({"digits": replace(DIGITS, test=IMAGES[:0])}, r"test is .*\(0, 28, 28, 1\)"),
    ],
)
def test_a_bad_argument_is_named(change, message):
    with pytest.raises(ValueError, match=message):
        training.train(**{"digits": DIGITS} | change)
