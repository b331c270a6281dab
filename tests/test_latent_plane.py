"""The model that the pages show: its weights give its recorded ELBO, and its decoder draws in a browser what it draws in Keras."""

import ml_dtypes
import numpy as np
import pytest
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound
from lab.browser_decoder import decoded, flat, milliseconds
from lab.data import only_on_mnist
from lab.trained_models import HEADS, codes, networks, read
from snippets.mnist import load_digits
from snippets.training import evaluate

PAGE = "tutorial/plane.md"
RECORD = "docs/evidence/trained-models.npz"
MODULE = "widgets/decoder.js"
ELBO_APART = 0.01  # nats: sums of float32 on another machine
HALF_APART, FULL_APART = 1e-3, 1e-6  # of a probability
LIMITS = {"float16": HALF_APART, "float32": FULL_APART}
POINTS = 64
MILLISECONDS = 16  # a frame
PICTURES, ROUNDS = 40, 5
QUICK = 38  # of the pictures: 95 of a hundred
SLOWER = 20  # times, of the planted fault


def models():
    """{head: (encoder, decoder)} of the record."""
    arrays = read().arrays
    return {head: networks(arrays, head) for head in HEADS}


def swapped(which):
    """The models with the encoder (0) or the decoder (1) of the other head."""

    def swap():
        found = models()
        pairs = zip(HEADS, reversed(HEADS), strict=True)
        mixed = {head: [*found[head]] for head in HEADS}
        for head, other in pairs:
            mixed[head][which] = found[other][which]
        return mixed

    return swap


@claim(
    f"On the test images, with the same noise, the weights that this site keeps give the ELBO that their training recorded, within {ELBO_APART:g} nats.",
    page=PAGE,
    of=models,
    controls={
        "the encoder of the other head": swapped(0),
        "the decoder of the other head": swapped(1),
    },
)
def test_kept_weights_give_the_recorded_elbo(models):
    only_on_mnist()
    images, told = load_digits().test, read().content
    parts = {}
    for head, pair in models().items():
        expected = told[head]["history"][-1]["elbo"]
        reconstruction, kl = evaluate(*pair, images, head, seed=0).mean(axis=1)
        parts[head] = bound(
            float(reconstruction - kl),
            at_least=expected - ELBO_APART,
            at_most=expected + ELBO_APART,
            unit="nats",
            n=len(images),
            seeds=[0],
        )
    return parts


def points():
    """An even grid over the part of the plane where the images lie."""
    side = np.linspace(-2.5, 2.5, round(POINTS**0.5))
    return np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2).astype(np.float32)


def as_they_are(weights):
    return weights


def bfloat16(weights):
    return [np.float32(each.astype(ml_dtypes.bfloat16)) for each in weights]


def rows_for_columns(weights):
    return [each.swapaxes(0, 1) if each.ndim == 4 else each for each in weights]


def distances(engines, change):
    """Largest distance to Keras's probabilities, a part for each engine, head and format; of changed weights."""
    found = {head: decoder for head, (_, decoder) in models().items()}
    weights = [flat(change(decoder.get_weights())) for decoder in found.values()]
    expected = [tf.sigmoid(decoder(points())).numpy() for decoder in found.values()]
    expected = np.reshape(expected, (len(HEADS), POINTS, -1))
    sets = [each.astype(name) for name in LIMITS for each in weights]
    parts = {}
    for engine in engines:
        drawn = decoded(engine, sets, points()).reshape(len(LIMITS), *expected.shape)
        for name, of_format in zip(LIMITS, drawn, strict=True):
            for head, *both in zip(HEADS, of_format, expected, strict=True):
                apart = np.abs(both[0] - both[1])
                parts[f"{engine}, {head}, {name}"] = bound(
                    apart.max(), at_most=LIMITS[name], n=apart.size
                )
    return parts


FAULTS = {
    "weights rounded to bfloat16": bfloat16,
    "rows of the kernels taken for columns": rows_for_columns,
}
AGREES = (
    f"with the float16 weights that the page loads within {HALF_APART:g}, with float32 weights within {FULL_APART:g},"
    f" at all pixels of {POINTS} pictures from either head"
)


@claim(
    f"In Chromium and in Node the decoder of this page gives Keras's probabilities: {AGREES}.",
    page=PAGE,
    of=as_they_are,
    controls=FAULTS,
)
def test_browser_decoder_is_keras(change):
    return distances(("Chromium", "Node"), change)


@claim(
    f"So it does in Firefox: {AGREES}.",
    page=PAGE,
    of=as_they_are,
    controls=FAULTS,
)
def test_firefox_decoder_is_keras(change):
    return distances(("Firefox",), change)


@claim(
    f"On the machine that built this site Chromium draws a picture within a frame, {MILLISECONDS} ms:"
    f" {QUICK} of {PICTURES} pictures do, in the quietest of {ROUNDS} rounds.",
    page=PAGE,
    of=(1, ROUNDS),
    controls={f"{SLOWER} pictures timed as one": (SLOWER, 1)},
)
def test_browser_decodes_within_a_frame(thing):
    repeats, rounds = thing
    numbers = flat(networks(read().arrays, HEADS[0])[1].get_weights())
    spread = np.random.default_rng(0).normal(size=(PICTURES, 2))
    times = milliseconds(numbers.astype(np.float16), spread, repeats, rounds)
    quietest = np.sort(times, axis=1)[:, QUICK - 1].min()
    return bound(
        quietest, at_most=MILLISECONDS, unit="ms", n=PICTURES, descriptive=True
    )


@pytest.mark.parametrize("head", HEADS)
def test_codes_and_pictures_are_the_networks(head):
    """To the float32 of another machine."""
    only_on_mnist()
    arrays = read().arrays
    encoder, decoder = networks(arrays, head)
    mean, log_std = codes(encoder, load_digits().test[:10], head)
    np.testing.assert_allclose(arrays[f"{head}_mean"][:10], mean, atol=1e-4)
    np.testing.assert_allclose(arrays[f"{head}_log_std"][:10], log_std, atol=1e-4)
    drawn = 255 * tf.sigmoid(decoder(mean)).numpy().reshape(10, -1)
    assert np.abs(arrays[f"{head}_reconstructions"] - drawn).max() <= 0.6
