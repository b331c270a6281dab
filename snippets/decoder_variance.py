"""A variance on the output side: the likelihood, a small decoder, one shared σ²."""

# --8<-- [start:imports]
import numpy as np
import tensorflow as tf

# --8<-- [end:imports]
from snippets.alike import check_alike


# --8<-- [start:likelihood]
def check_floats(name, values):
    """Raise TypeError or ValueError unless `values` are real floats and finite."""
    dtype = np.asarray(values).dtype
    if dtype.kind != "f":
        raise TypeError(f"{name} is {dtype}; expected a real floating dtype")
    if not np.all(np.isfinite(values)):
        raise ValueError(f"{name} is not finite everywhere; expected finite values")


def log_likelihood(residuals, variance):
    """log N(x; μ, σ²) of every value in nats; `residuals` are x − μ, a float array.

    `variance` is σ²: a number, or an array that broadcasts to the residuals' shape.
    Raises TypeError for other dtypes, ValueError where a value is not finite, a
    variance is not positive, or its shape does not fit.

    >>> residuals = np.array([0.3, -0.1, 0.2])
    >>> best = np.mean(residuals**2)
    >>> for variance in (best / 2, best, best * 2):
    ...     print(f"{log_likelihood(residuals, variance).sum():.3f}")
    -0.120
    0.340
    0.051
    """
    check_floats("residuals", residuals)
    check_floats("variance", variance)
    if np.any(np.less_equal(variance, 0)):
        raise ValueError(f"variance is {np.min(variance):g}; expected it above 0")
    shape, given = np.shape(residuals), np.shape(variance)
    if given and given != shape[len(shape) - len(given) :]:
        raise ValueError(f"variance has shape {given}; expected the end of {shape}")
    return -0.5 * (np.log(2 * np.pi * variance) + residuals**2 / variance)


# --8<-- [end:likelihood]


# --8<-- [start:linear]
def linear_decoder(images, directions=20):
    """Fit images (n, pixels), float, by their mean and principal directions.

    Returns a function from images to residuals, of the same shape. Raises TypeError
    for other dtypes, ValueError for another rank, values that are not finite, or more
    directions than the images span.

    >>> images = np.random.default_rng(0).normal(size=(50, 8))
    >>> for directions in (1, 4, 8):
    ...     residuals = linear_decoder(images, directions)(images)
    ...     print(directions, f"{np.mean(residuals**2):.2f}")
    1 0.76
    4 0.31
    8 0.00
    """
    check_floats("images", images)
    if images.ndim != 2:
        raise ValueError(f"images has shape {images.shape}; expected (n, pixels)")
    if not 1 <= directions <= min(images.shape):
        most = min(images.shape)
        raise ValueError(f"directions is {directions!r}; expected 1 to {most}")
    center = images.mean(axis=0)
    basis = np.linalg.svd(images - center, full_matrices=False)[2][:directions]

    def residuals(images):
        offsets = images - center
        return offsets - offsets @ basis.T @ basis

    return residuals


# --8<-- [end:linear]


# --8<-- [start:calibrated]
def calibrated_log_likelihood(x, mean):
    """log p(x) of a whole batch in nats, with the one σ² that suits it best.

    `x` and `mean` are float tensors of one shape and dtype; σ² is their mean squared
    error (Rybkin et al. 2021). Raises TypeError or ValueError as `check_alike` does.

    >>> x, mean = tf.constant([1.0, 2.0, 3.0]), tf.constant([1.3, 1.9, 3.2])
    >>> calibrated_log_likelihood(x, mean).numpy()
    np.float32(0.340)
    """
    check_alike(x=x, mean=mean)
    log_variance = tf.math.log(tf.reduce_mean((x - mean) ** 2))
    values = tf.cast(tf.size(x), x.dtype)
    return -0.5 * values * (np.log(2 * np.pi) + log_variance + 1)


# --8<-- [end:calibrated]
