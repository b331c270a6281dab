"""A mean over images from batches of which the last is smaller."""

# --8<-- [start:means]
import math

import numpy as np
import tensorflow as tf


def batches_of(values, batch_size):
    """The batches of a float vector, as the tutorial's data set cuts them."""
    values = tf.convert_to_tensor(values)
    if not values.dtype.is_floating or values.shape.rank != 1 or len(values) == 0:
        raise ValueError(
            f"values is {values.dtype.name} of shape {values.shape};"
            " expected floats of shape (n,), n of 1 or more"
        )
    return tf.data.Dataset.from_tensor_slices(values).batch(batch_size)


def mean_of_batch_means(values, batch_size=32):
    """What the tutorial prints: every batch counts the same, even a small last one.

    `values` are floats of shape (n,); the result has their unit. Raises ValueError
    for other values.

    >>> mean_of_batch_means([0.0, 0.0, 0.0, 4.0], batch_size=3)  # (0 + 4) / 2
    2.0
    """
    metric = tf.keras.metrics.Mean()
    for batch in batches_of(values, batch_size):
        metric(tf.reduce_mean(batch))
    return float(metric.result())


def mean_per_image(values, batch_size=32):
    """The same with one more argument: every image counts the same.

    >>> mean_per_image([0.0, 0.0, 0.0, 4.0], batch_size=3)  # 4 / 4
    1.0
    """
    metric = tf.keras.metrics.Mean()
    for batch in batches_of(values, batch_size):
        metric(tf.reduce_mean(batch), sample_weight=len(batch))
    return float(metric.result())


# --8<-- [end:means]


# --8<-- [start:weights]
def image_weights(n, batch_size=32):
    """How often the mean of batch means counts each of n images; float64 (n,), mean 1.

    >>> image_weights(10_000)[[0, -1]]  # in a full batch, in the last
    array([0.9984, 1.9968])
    """
    sizes = np.full(math.ceil(n / batch_size), batch_size)
    sizes[-1] = n - batch_size * (len(sizes) - 1)
    return np.repeat(n / (len(sizes) * sizes), sizes)


# --8<-- [end:weights]
