"""Claims of tutorial/measured.md on the printed mean: whom it counts twice, and how far that moves it."""

import functools

import numpy as np
import pytest

from evidence.claims import claim
from evidence.measurements import exact
from snippets.batch_means import (
    image_weights,
    mean_of_batch_means,
    mean_per_image,
    shuffle_spread,
)

PAGE = "tutorial/measured.md"
N = 10_000  # test images of the tutorial
BATCHES, FULL, LAST = 313, 32, 16


@functools.cache
def counted(mean, position):
    """How often `mean` counts the image at `position` of the N: N times its weight, float32."""
    values = np.zeros(N, np.float32)
    values[position] = N
    return np.float32(mean(values))


batches_of_40 = functools.partial(mean_of_batch_means, batch_size=40)


@claim(
    f"Keras's `Mean` over the means of {BATCHES} batches counts an image of the last batch"
    f" {N:,}/({BATCHES} · {LAST}) times, and any other image {N:,}/({BATCHES} · {FULL}) times. With `sample_weight` set to the"
    " batch's number of images it counts every image once.",
    page=PAGE,
    of=(mean_of_batch_means, mean_per_image),
    controls={
        "each batch weighs its number of images": (mean_per_image, mean_per_image),
        "batches of 40, all of one size": (batches_of_40, mean_per_image),
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


# Ordinary tests


@pytest.mark.parametrize("n", [1, 31, 32, 33, 100])
def test_the_weights_are_those_of_the_mean(n):
    values = np.random.default_rng(n).normal(size=n)
    expected = image_weights(n) @ values / n
    assert mean_of_batch_means(values) == pytest.approx(expected, abs=1e-6)
    assert mean_per_image(values) == pytest.approx(values.mean(), abs=1e-6)
    assert image_weights(n).mean() == pytest.approx(1)


@pytest.mark.parametrize("mean", [mean_of_batch_means, mean_per_image])
@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([1, 2], "values is int32 of shape"),
        ([1j], "values is complex128 of shape"),
        (np.zeros((2, 1)), "values is float64 of shape"),
        (np.zeros(0), "values is float64 of shape"),
    ],
)
def test_other_values_are_named(mean, values, message):
    with pytest.raises(ValueError, match=message):
        mean(values)


def test_counts_that_are_none_are_named():
    for wrong in (0, -1, 2.0):
        with pytest.raises(ValueError, match=f"batch_size is {wrong}; expected"):
            mean_per_image([1.0], batch_size=wrong)
        with pytest.raises(ValueError, match=f"^n is {wrong}; expected"):
            image_weights(wrong)
        with pytest.raises(ValueError, match=f"batch_size is {wrong}; expected"):
            shuffle_spread(10, batch_size=wrong)


def test_a_nan_is_shown():
    assert np.isnan(mean_per_image([1.0, np.nan]))
