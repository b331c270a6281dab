"""Claims of tutorial/measured.md on the printed mean: whom it counts twice, and how far that moves it."""

import functools
from dataclasses import dataclass

import numpy as np

from evidence.claims import claim
from evidence.measurements import bound, exact, statistical
from lab.data import only_on_mnist
from lab.experiments import elbo_of_images
from snippets.batch_means import (
    image_weights,
    mean_of_batch_means,
    mean_per_image,
    shuffle_spread,
)

claim = functools.partial(claim, page="tutorial/measured.md")
N = 10_000  # test images of the tutorial
BATCHES, FULL, LAST = 313, 32, 16
SHUFFLES = 10_000


@functools.cache
def counted(mean, position):
    """How often `mean` counts the image at `position` of the N: N times its weight, float32."""
    values = np.zeros(N, np.float32)
    values[position] = N
    return np.float32(mean(values))


batches_of_40 = functools.partial(mean_of_batch_means, batch_size=40)


@claim(
    f"Keras's `Mean` over the means of {BATCHES} batches counts an image of the last batch"
    f" {N:,}/({BATCHES} · {LAST}) times, and any other image {N:,}/({BATCHES} · {FULL}) times.",
    of=mean_of_batch_means,
    controls={
        "each batch weighs its number of images": mean_per_image,
        "batches of 40, all of one size": batches_of_40,
    },
)
def test_last_batch_counts_double(mean):
    return {
        "last batch": exact(counted(mean, -1), np.float32(N / (BATCHES * LAST))),
        "other batches": exact(counted(mean, 0), np.float32(N / (BATCHES * FULL))),
    }


@claim(
    "With `sample_weight` set to the batch's number of images, `Mean` counts every image once.",
    of=mean_per_image,
    controls={
        "no `sample_weight`": mean_of_batch_means,
    },
)
def test_sample_weight_counts_once(mean):
    return {
        "last batch": exact(counted(mean, -1), np.float32(1)),
        "other batches": exact(counted(mean, 0), np.float32(1)),
    }


@dataclass(frozen=True)
class Spread:
    """A weight for each of n images, and the formula for how far shuffling moves their mean, in units of S/√n."""

    weights: callable = image_weights
    formula: callable = shuffle_spread


@functools.cache
def moves(n, weights):
    """How far the weighted mean of the first n ELBOs lies from the plain one, for each shuffle, in units of S/√n."""
    values = elbo_of_images()[:n]
    rng = np.random.default_rng([n, SHUFFLES])
    deviations = (values - values.mean()) / (values.std(ddof=1) * np.sqrt(n))
    weight = weights(n)
    return np.array([weight @ rng.permutation(deviations) for _ in range(SHUFFLES)])


@claim(
    "Over shuffles of the test images, the mean of batch means spreads around the mean over images as the formula says,"
    " for the ELBOs of a trained model.",
    of=Spread(),
    controls={
        "each image counts once": Spread(weights=np.ones),
        "the formula for batches of 64": Spread(
            formula=lambda n: shuffle_spread(n, batch_size=64)
        ),
        "the root is forgotten": Spread(formula=lambda n: shuffle_spread(n) ** 2),
    },
)
def test_shuffles_spread_by_the_formula(spread):
    only_on_mnist()
    found = {}
    for n, resolves in {33: 1.5, 500: 0.002, 2_000: 0.001}.items():
        moved, formula = moves(n, spread.weights), spread.formula(n)
        found[f"{n:,} images, squared"] = statistical(
            moved**2, formula**2, resolves, unit="S²/n", seeds=[n, SHUFFLES]
        )
        in_nats = elbo_of_images()[:n].std(ddof=1) / np.sqrt(n)
        found[f"{n:,} images"] = bound(
            in_nats * moved.std(),
            at_least=0.9 * in_nats * formula,
            at_most=1.1 * in_nats * formula,
            unit="nats",
            n=SHUFFLES,
            seeds=[n, SHUFFLES],
        )
    return found
