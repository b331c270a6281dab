"""A store of its own for the runs of a test, and trainings that take no time."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from lab import experiments, staleness

RNG = np.random.default_rng(0)
# What stores a network does not depend on its shapes.
ENCODER = [RNG.normal(size=(3, 2)).astype(np.float32), np.zeros(2, np.float32)]
DECODER = [RNG.normal(size=(2, 3)).astype(np.float32)]
SECONDS = 2.0


def arrays_of(config):
    """What a training would return, with different numbers for each."""
    elbo = -157.0 + config.seed + 0.25 * (config.parameterization == "log_std")
    networks = {"encoder": ENCODER, "decoder": DECODER}
    return {
        "history": np.array([[1, elbo, elbo + 5.0, 5.0, 2.0]]),
        "log_std_quantiles": np.arange(-7.0, 0.0),
        "step_elbo": np.float32([-543.25, -500.5]),
    } | {
        f"{name}_{i}": array
        for name, arrays in networks.items()
        for i, array in enumerate(arrays)
    }


def of_run():
    """What every run depends on here."""
    return {"snippets/training.py": "0" * 64, "numpy": "2.0", "data": "digits 0"}


class Trainings:
    """`made`: the configurations that were trained; those in `fail` end with its exception."""

    def __init__(self):
        self.made, self.fail = [], {}

    def train_here(self, config):
        self.made.append(config)
        if config in self.fail:
            raise self.fail[config]
        return arrays_of(config), SECONDS


@pytest.fixture
def trainings(monkeypatch, tmp_path):
    found = Trainings()
    monkeypatch.setattr(experiments, "train_here", found.train_here)
    monkeypatch.setattr(experiments, "STORE", tmp_path / "runs")
    monkeypatch.setattr(experiments, "executor", lambda _: ThreadPoolExecutor(1))
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
    """Images for two training batches, the second a smaller one, and for two test batches."""
    from snippets.mnist import Digits

    pixels = np.random.default_rng(1).random((545, 28, 28, 1)) > 0.7
    images = pixels.astype(np.float32)
    return Digits("noise", images[:40], images[40:])
