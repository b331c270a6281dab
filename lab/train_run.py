"""One training in this process: what a stored run is made from."""

from dataclasses import astuple

import numpy as np

import lab.quiet_tensorflow  # noqa: F401
from snippets.mnist import Digits, load_digits
from snippets.training import evaluate, train


def train_run(config):
    """Train as a `lab.experiments.Config` says; give the arrays of its Run by name, and how they were made."""
    digits = load_digits()
    part = Digits(
        digits.name,
        digits.train[: config.train_images],
        digits.test[: config.test_images],
    )
    trained = train(part, config.parameterization, config.seed, config.epochs)
    networks = trained.encoder, trained.decoder
    reconstruction, kl = evaluate(
        *networks, part.test, config.parameterization, config.seed
    )
    arrays = {
        "history": np.array([astuple(epoch) for epoch in trained.history]),
        "step_elbo": trained.step_elbo,
        "reconstruction": reconstruction,
        "kl": kl,
    }
    for network in networks:
        for i, weights in enumerate(network.get_weights()):
            arrays[f"{network.name}_{i}"] = weights
    return arrays, {"device": trained.device, "seconds": trained.seconds}
