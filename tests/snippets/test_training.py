"""Training: repeats to the bit, tells what it did, and refuses what it cannot train on."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from snippets import training
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


@pytest.fixture
def drawn(monkeypatch):
    """Gives a function: what a training takes from its seed, by name, each as a list of arrays."""
    tf.config.run_functions_eagerly(True)  # so that noise has values

    def drawn(seed):
        make_step, make_noise = training.make_train_step, training.noise_of
        found = {"first weights": [], "order": [], "noise": []}

        def make_train_step(encoder, decoder, *arguments):
            found["first weights"] += encoder.get_weights() + decoder.get_weights()
            step = make_step(encoder, decoder, *arguments)

            def take(indices, number):
                found["order"].append(indices.numpy())
                return step(indices, number)

            return take

        def noise_of(*arguments):
            noise = make_noise(*arguments)
            found["noise"].append(noise.numpy())
            return noise

        with monkeypatch.context() as spied:
            spied.setattr(training, "make_train_step", make_train_step)
            spied.setattr(training, "noise_of", noise_of)
            train(DIGITS, seed=seed, epochs=1)
        return found

    yield drawn
    tf.config.run_functions_eagerly(False)


def same_parts(one, other):
    return {name for name in one if all(map(np.array_equal, one[name], other[name]))}


def test_an_evaluation_has_noise_of_its_own(monkeypatch):
    """Training draws from streams 0, 1, 2, …; here each batch has one below them."""
    streams = []

    def noise_of(seed, stream, count):
        streams.append(stream)
        return tf.zeros((count, training.LATENT_DIM))

    def terms(encoder, decoder, batch, noise, parameterization):
        return np.zeros((2, len(batch)))

    monkeypatch.setattr(training, "noise_of", noise_of)
    monkeypatch.setattr(training, "compiled_elbo_terms", terms)
    images = np.zeros((1001, 28, 28, 1), np.float32)
    assert training.evaluate(None, None, images).shape == (2, 1001)
    assert max(streams) < 0
    assert len({*streams}) == len(streams) == 3


FORGETFUL = {  # the function that gives a part, if it takes 0 for every seed
    "first weights": (tf.keras.utils, "set_random_seed"),
    "order": (np.random, "default_rng"),
    "noise": (training, "noise_of"),
}


def test_first_weights_order_and_noise_depend_on_the_seed(drawn):
    assert same_parts(drawn(3), drawn(3)) == {*FORGETFUL}
    assert same_parts(drawn(3), drawn(4)) == set()


@pytest.mark.parametrize("part", FORGETFUL)
def test_a_part_that_forgets_the_seed_is_seen_by_itself(drawn, monkeypatch, part):
    place, name = FORGETFUL[part]
    remembers = getattr(place, name)
    monkeypatch.setattr(place, name, lambda seed, *others: remembers(0, *others))
    assert same_parts(drawn(3), drawn(4)) == {part}


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
