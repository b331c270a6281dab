"""The benchmark: both of its loops train, and what they do is counted."""

from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from lab import benchmark
from snippets.cvae import make_encoder
from snippets.mnist import Digits

STROKES = np.zeros((64, 28, 28, 1), np.float32)
STROKES[:, :, 12:15] = 1
DIGITS = Digits("strokes", STROKES, STROKES[:40])
UNTRAINED = pytest.approx(784 * np.log(2), rel=0.02)  # each pixel may be 0 or 1


@pytest.fixture(scope="module", params=benchmark.LOOPS)
def loop(request):
    encoder, adam = make_encoder(), tf.keras.optimizers.Adam()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(benchmark, "make_encoder", lambda: encoder)
        patch.setattr(tf.keras.optimizers, "Adam", lambda _: adam)
        train, test = benchmark.LOOPS[request.param](DIGITS)
        yield SimpleNamespace(
            train=train, test=test, adam=adam, weights=encoder.weights
        )


def test_a_loop_really_trains(loop):
    before = [weight.numpy() for weight in loop.weights]
    assert loop.test() == UNTRAINED
    losses = [loop.train() for _ in range(12)]
    assert losses[0] == UNTRAINED
    assert np.mean(losses[-3:]) < np.mean(losses[:3]) - 2
    assert not any(map(np.array_equal, before, loop.weights))


def test_a_loop_takes_the_steps_it_is_asked_for(loop):
    for steps, expected in ((1, 1), (9, 2), (None, 2)):  # an epoch has two
        before = int(loop.adam.iterations)
        loop.train(steps)
        assert int(loop.adam.iterations) - before == expected


def test_images_of_all_processes_count_until_the_last_is_done(monkeypatch):
    took = iter([(1.0, 4.0), (2.0, 3.0)])
    monkeypatch.setattr(benchmark, "epoch", lambda _: next(took))
    monkeypatch.setattr(benchmark, "load_digits", lambda: DIGITS)
    with ThreadPoolExecutor(1) as pool:
        found = benchmark.images_per_second(pool, 2, "ours")
    assert found == {"epochs": 2 * 64 / 4, "steps": 2 * 64 / 2}


def test_the_ratio_is_of_pairs():
    rates = {"tutorial": [100.0, 200.0, 100.0], "ours": [150.0, 400.0, 250.0]}
    turns = {
        name: [{"epochs": rate, "steps": 1.0} for rate in each]
        for name, each in rates.items()
    }
    found = benchmark.compared(turns, "epochs")
    assert found == {**rates, "ratio": {"min": 1.5, "median": 2.0, "max": 2.5}}
