"""A store of its own for the runs of a test, and trainings that take no time."""

import contextlib
import sys
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import numpy as np
import pytest

from lab import experiments, staleness

RNG = np.random.default_rng(0)
# The encoder's and the decoder's shapes do not matter to what stores them.
ENCODER = [RNG.normal(size=(3, 2)).astype(np.float32), np.zeros(2, np.float32)]
DECODER = [RNG.normal(size=(2, 3)).astype(np.float32)]


def arrays_of(config):
    """What a training would give, so that each has other numbers."""
    elbo = -157.0 + config.seed + 0.25 * (config.parameterization == "log_std")
    networks = {"encoder": ENCODER, "decoder": DECODER}
    return {
        "history": np.array([[1, elbo, elbo + 5.0, 5.0, 2.0]]),
        "step_elbo": np.float32([-543.25, -500.5]),
        "reconstruction": np.ones(10, np.float32),
        "kl": np.zeros(10, np.float32),
    } | {
        f"{name}_{i}": array
        for name, arrays in networks.items()
        for i, array in enumerate(arrays)
    }


def of_run():
    """What every run depends on here."""
    return {"snippets/training.py": "0" * 64, "numpy": "2.0", "data": "digits 0"}


class Trainings:
    """`made`: the configurations that were trained; those in `fail` do not come to an end."""

    def __init__(self):
        self.made, self.fail = [], {}

    def train_run(self, config):
        self.made.append(config)
        if config in self.fail:
            raise self.fail[config]
        return arrays_of(config), {"device": "CPU", "seconds": 2.0}


@pytest.fixture
def trainings(monkeypatch, tmp_path):
    found = Trainings()
    training = SimpleNamespace(train_run=found.train_run)
    monkeypatch.setitem(sys.modules, "lab.train_run", training)
    monkeypatch.setattr(experiments, "STORE", tmp_path / "runs")
    monkeypatch.setattr(experiments, "executor", lambda: ThreadPoolExecutor(1))
    monkeypatch.setattr(staleness, "of_run", of_run)
    return found


@pytest.fixture
def eagerly():
    """Without this each compiled step would take seconds before it takes its first milliseconds."""
    import tensorflow as tf

    tf.config.run_functions_eagerly(True)
    yield
    tf.config.run_functions_eagerly(False)


@pytest.fixture
def few():
    """Images enough for two batches, the second a smaller one, and for two batches of a test."""
    from snippets.mnist import Digits

    pixels = np.random.default_rng(1).random((541, 28, 28, 1)) > 0.7
    images = pixels.astype(np.float32)
    return Digits("noise", images[:40], images[40:])


@pytest.fixture
def bar_of(monkeypatch):
    """In place of a module's bar: how many steps it is for, then what it is told of each."""

    def bar_of(module):
        told = []

        @contextlib.contextmanager
        def steps(count):
            told.append(count)
            yield told.append

        monkeypatch.setattr(module, "steps", steps)
        return told

    return bar_of
