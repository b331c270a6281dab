"""Claims of tutorial/measured.md on the printed mean: whom it counts twice, and how far that moves it."""

import functools

import numpy as np

from evidence.claims import claim
from evidence.measurements import exact
from snippets.batch_means import mean_of_batch_means, mean_per_image

claim = functools.partial(claim, page="tutorial/measured.md")
N = 10_000  # test images of the tutorial
BATCHES, FULL, LAST = 313, 32, 16


@functools.cache
def counted(mean, position):
    """How often `mean` counts the image at `position` of the N: N times its weight, float32."""
    values = np.zeros(N, np.float32)
    values[position] = N
    return np.float32(mean(values))


even_batches = functools.partial(mean_of_batch_means, batch_size=1_250)


@claim(
    "The mean over batch means counts an image of the smaller last batch almost twice: Keras's `Mean` counts it"
    f" {N:,}/({BATCHES} · {LAST}) times, and any other image {N:,}/({BATCHES} · {FULL}) times. With `sample_weight` set to the"
    " batch's number of images it counts every image once.",
    of=(mean_of_batch_means, mean_per_image),
    controls={
        "each batch weighs its number of images": (mean_per_image, mean_per_image),
        "batches of 1,250, all of one size": (even_batches, mean_per_image),
        "no `sample_weight`": (mean_of_batch_means, mean_of_batch_means),
    },
)
def test_last_batch_counts_double(means):
    printed, weighted = means
    return {
        "last batch": exact(counted(printed, -1), np.float32(N / (BATCHES * LAST))),
        "other batches": exact(counted(printed, 0), np.float32(N / (BATCHES * FULL))),
        "last batch, weighted": exact(counted(weighted, -1), np.float32(1)),
        "other batches, weighted": exact(counted(weighted, 0), np.float32(1)),
    }
