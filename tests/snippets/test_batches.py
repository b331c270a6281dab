"""How a data set is cut into batches, and what a mean of their means counts how often: cases done by hand."""

import numpy as np
import pytest

from snippets.batch_means import (
    batches_of,
    check_count,
    image_weights,
    mean_of_batch_means,
    mean_per_image,
    shuffle_spread,
)


def test_the_last_batch_is_smaller():
    cut = [batch.numpy().tolist() for batch in batches_of([1.0, 2.0, 3.0], 2)]
    assert cut == [[1, 2], [3]]
    assert [len(batch) for batch in batches_of(np.ones(64), 32)] == [32, 32]
    assert [len(batch) for batch in batches_of([1.0], 1)] == [1]


@pytest.mark.parametrize("value", [0, -1, 2.0, "3", None])
def test_a_count_is_a_whole_number_of_one_or_more(value):
    said = f"size is {value!r}; expected an integer of 1 or more"
    with pytest.raises(ValueError) as raised:  # noqa: PT011
        check_count("size", value)
    assert str(raised.value) == said
    for name, call in {
        "batch_size": lambda: batches_of([1.0], value),
        "n": lambda: image_weights(value),
    }.items():
        with pytest.raises(ValueError, match=f"^{name} is {value!r}; "):
            call()
    with pytest.raises(ValueError, match=f"^batch_size is {value!r}; "):
        image_weights(3, value)
    check_count("size", 1)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ([1, 2], "values is int32 of shape (2,); expected floats of shape (n,), n of"),
        ([[1.0]], "values is float32 of shape (1, 1); expected floats of shape (n,)"),
        (1.0, "values is float32 of shape (); expected floats"),
        (np.zeros(0), "values is float64 of shape (0,); expected floats of shape (n,)"),
    ],
)
def test_values_are_a_list_of_floats(values, said):
    for function in (mean_of_batch_means, mean_per_image):
        with pytest.raises(ValueError) as raised:  # noqa: PT011
            function(values)
        assert str(raised.value).startswith(said)


def test_batches_are_of_32_where_nothing_is_said():
    values = np.r_[np.zeros(32), 1.0]
    assert mean_of_batch_means(values) == 0.5
    assert mean_per_image(values) == pytest.approx(1 / 33)
    np.testing.assert_allclose(image_weights(33), [33 / 64] * 32 + [33 / 2])
    assert shuffle_spread(33) == pytest.approx(image_weights(33).std())


def test_each_image_counts_once_on_average():
    weights = image_weights(10, batch_size=4)
    np.testing.assert_allclose(weights, [10 / 12] * 8 + [10 / 6] * 2)
    assert weights.mean() == pytest.approx(1)
    assert shuffle_spread(10, batch_size=4) == pytest.approx(1 / 3)
    np.testing.assert_array_equal(image_weights(8, 4), np.ones(8))
