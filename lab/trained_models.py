"""Two models of the full-scale record with their weights: `python -m lab.trained_models` keeps what pages show of them."""

import functools

import numpy as np
import tensorflow as tf
from scipy.stats import norm

from evidence.cli import run_to_end
from evidence.provenance import provenance
from lab import data, staleness
from lab.experiments import load, run_missing
from lab.full_scale import FULL_SCALE
from lab.records import as_json
from snippets.cvae import make_decoder, make_encoder
from snippets.parameterization import log_std

RECORD = "docs/evidence/trained-models.npz"
HEADS = ("log_variance", "log_std")
MODELS = {
    config.parameterization: config
    for config in FULL_SCALE
    if config.seed == 0 and config.parameterization in HEADS
}
CODES = 2000  # test images whose μ and log σ are kept
SHOWN = 300  # test images whose pixels are kept too
RECONSTRUCTED = 10
SIDE = 12  # of the grid; the tutorial has 20


def packed(weights):
    """Arrays with 16 bits per number, as bytes (uint8): a unit for each array, float32, then multiples of the units, int16.

    Float16 takes as many bytes and is coarser if a weight is large.
    """
    units = [np.float32(np.abs(each).max() / (2**15 - 1) or 1) for each in weights]
    pairs = zip(weights, units, strict=True)
    multiples = [np.round(each / unit).astype(np.int16).ravel() for each, unit in pairs]
    content = np.float32(units).tobytes() + np.concatenate(multiples).tobytes()
    return np.frombuffer(content, np.uint8)


def networks(arrays, head):
    """Encoder and decoder of Keras with the weights of a head."""
    made = make_encoder(), make_decoder()
    for network in made:
        count = len(network.weights)
        weights = [arrays[f"{head}_{network.name}_{i}"] for i in range(count)]
        network.set_weights(weights)
    return made


def codes(encoder, images, head):
    """μ and log σ, float32 (n, 2) each."""
    mean, raw = tf.split(encoder(images), 2, axis=-1)
    return mean.numpy(), log_std(raw, head).numpy()


def pictures(decoder, points):
    """Pixels' probabilities at points of the plane: (n, 784), in units of 1/255, uint8."""
    shown = tf.sigmoid(decoder(np.float32(points))).numpy()
    return np.uint8(np.round(255 * shown)).reshape(len(points), -1)


def grid():
    """Points row by row from the top: as in the tutorial the 5 % to 95 % quantiles of N(0, 1), in each dimension."""
    quantiles = norm.ppf(np.linspace(0.05, 0.95, SIDE))
    return [(x, y) for y in quantiles[::-1] for x in quantiles]


def shown(run, head, images):
    """What is kept of a run, by name: weights, codes, pictures."""
    arrays = {
        f"{head}_{name}_{i}": weights
        for name in ("encoder", "decoder")
        for i, weights in enumerate(getattr(run, name))
    }
    encoder, decoder = networks(arrays, head)
    mean, log_sigma = codes(encoder, images[:CODES], head)
    return arrays | {
        f"{head}_packed": packed(run.decoder),
        f"{head}_mean": mean,
        f"{head}_log_std": log_sigma,
        f"{head}_reconstructions": pictures(decoder, mean[:RECONSTRUCTED]),
        f"{head}_grid": pictures(decoder, grid()),
    }


def kept(runs):
    """What the record keeps of runs, by head: content and arrays."""
    images = data.digits().test
    arrays = {
        "images": np.packbits(images[:SHOWN] > 0),
        "digits": np.load(data.file())["y_test"][:CODES].astype(np.uint8),
    }
    for head, run in runs.items():
        arrays |= shown(run, head, images)
    return {head: as_json(run) for head, run in runs.items()}, arrays


def read():
    """The Kept of the record. Raises as `staleness.sound_record` does."""
    return staleness.sound_record("trained-models")


@functools.cache
def stored_images():
    """Binarized test images, float32 (SHOWN, 28, 28, 1)."""
    pixels = np.unpackbits(read().arrays["images"])[: SHOWN * 784]
    return np.float32(pixels.reshape(SHOWN, 28, 28, 1))


@functools.cache
def stored_networks(head):
    """Encoder and decoder of Keras after ten epochs, from seed 0; `head` is "log_variance" or "log_std"."""
    return networks(read().arrays, head)


def main():
    if not staleness.reasons("trained-models", staleness.read_record("trained-models")):
        return
    data.demand_mnist(RECORD)
    run_missing(MODELS.values())
    content, arrays = kept({head: load(config) for head, config in MODELS.items()})
    staleness.keep_record("trained-models", content, provenance(), arrays)


if __name__ == "__main__":
    run_to_end(main)
