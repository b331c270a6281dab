"""What a stored run is made from: the training of its configuration, on the images that it names."""

import numpy as np
import pytest

from lab import train_run as module
from lab.experiments import Config
from snippets.mnist import Digits
from snippets.training import evaluate, train


def test_a_run_is_what_its_configuration_says(eagerly, few, monkeypatch):
    monkeypatch.setattr(module, "load_digits", lambda: few)
    config = Config("log_std", 5, epochs=2, train_images=33, test_images=4)
    arrays, made = module.train_run(config)
    part = Digits("part", few.train[:33], few.test[:4])
    expected = train(part, "log_std", seed=5, epochs=2)
    assert made.keys() == {"device", "seconds"}
    assert made["device"] == expected.device
    assert 0 < made["seconds"] < 60
    np.testing.assert_array_equal(arrays["step_elbo"], expected.step_elbo)
    assert arrays["history"].shape == (2, 5)
    assert arrays["history"][1, :4] == pytest.approx(
        [
            2,
            expected.history[1].elbo,
            expected.history[1].reconstruction,
            expected.history[1].kl,
        ]
    )
    networks = expected.encoder, expected.decoder
    terms = evaluate(*networks, part.test, "log_std", 5)
    np.testing.assert_array_equal([arrays["reconstruction"], arrays["kl"]], terms)
    weights = {
        f"{network.name}_{i}": each
        for network in networks
        for i, each in enumerate(network.get_weights())
    }
    assert arrays.keys() == {"history", "step_elbo", "reconstruction", "kl", *weights}
    for name, each in weights.items():
        np.testing.assert_array_equal(arrays[name], each)
