"""The benchmark: both of its loops train, and what they do is counted."""

from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from lab import benchmark
from snippets.cvae import make_encoder
from snippets.mnist import Digits

pytestmark = pytest.mark.slow

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
