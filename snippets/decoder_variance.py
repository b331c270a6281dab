"""A variance on the output side: the likelihood, a small decoder, one shared σ²."""

# --8<-- [start:imports]
import numpy as np
import tensorflow as tf

# --8<-- [end:imports]


# --8<-- [start:check-floats]
def check_floats(name, values):
    """Raise TypeError or ValueError unless `values` are real floats and finite."""
    dtype = np.asarray(values).dtype
    if dtype.kind != "f":
        raise TypeError(f"{name} is {dtype}; expected a real floating dtype")
    if not np.all(np.isfinite(values)):
        raise ValueError(f"{name} is not finite everywhere; expected finite values")


# --8<-- [end:check-floats]


# --8<-- [start:likelihood]
def log_likelihood(residuals, variance):
    """log N(x; μ, σ²) of every value in nats; `residuals` are x − μ, a float array.

    `variance` is σ²: a number, or an array that broadcasts to the residuals' shape.
    Raises TypeError for residuals that are not floats, and ValueError unless these are
    finite and the variance is finite and positive.

    >>> residuals = np.array([0.3, -0.1, 0.2])
    >>> best = np.mean(residuals**2)
    >>> for variance in (best / 2, best, best * 2):
    ...     print(f"{log_likelihood(residuals, variance).sum():.3f}")
    -0.120
    0.340
    0.051
    """
    check_floats("residuals", residuals)
    if not np.all(np.greater(variance, 0) & np.isfinite(variance)):
        raise ValueError(
            f"variance is {variance}; expected finite and positive numbers"
        )
    return -0.5 * (np.log(2 * np.pi * variance) + residuals**2 / variance)


# --8<-- [end:likelihood]


# --8<-- [start:linear]
def linear_decoder(images, directions=20):
    """Fit images (n, pixels), float, by their mean and principal directions.

    Returns a function from images to residuals, of the same shape. Raises TypeError
    for other dtypes, ValueError for values that are not finite, or more directions than
    the images span.

    >>> images = np.random.default_rng(0).normal(size=(50, 8))
    >>> for directions in (1, 4, 8):
    ...     residuals = linear_decoder(images, directions)(images)
    ...     print(directions, f"{np.mean(residuals**2):.2f}")
    1 0.76
    4 0.31
    8 0.00
    """
    check_floats("images", images)
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
def in_float32(x, mean):
    """Both, with half precision cast to float32. Raises ValueError if shapes differ.

    Float16 ends at 65,504: one batch of 128 images of 784 pixels holds more values.
    """
    if not x.shape.is_compatible_with(mean.shape):
        raise ValueError(f"x, mean are {x.shape}, {mean.shape}; expected one shape")
    dtype = tf.float64 if x.dtype == tf.float64 else tf.float32
    return tf.cast(x, dtype), tf.cast(mean, dtype)


def shared_variance(x, mean, floor=1e-3):
    """The one σ² that suits all values best, in float32 or float64; at least `floor`².

    `x` and `mean` are float tensors of one shape; σ² is their mean squared error
    (Rybkin et al. 2021). `floor` is a σ, in the units of x: without one, a fit that is
    exact has σ² = 0. Raises ValueError unless it is finite and positive, and if the
    shapes differ.

    >>> x, mean = tf.constant([1.0, 2.0, 3.0]), tf.constant([1.3, 1.9, 3.2])
    >>> print(f"{shared_variance(x, mean):.4f} {shared_variance(x, x):.6f}")
    0.0467 0.000001
    """
    if not 0 < floor < np.inf:
        raise ValueError(f"floor is {floor!r}; expected a finite σ above 0")
    x, mean = in_float32(x, mean)
    return tf.maximum(tf.reduce_mean((x - mean) ** 2), floor**2)


def calibrated_log_likelihood(x, mean, variance=None):
    """log p(x | z) of a whole batch in nats, float32 or float64, with one σ² for it.

    `x` and `mean` are float tensors of one shape. In training leave out `variance`: it
    is then their `shared_variance`. To evaluate, give the σ² that the training data
    had: one computed from a small batch flatters the model. Raises ValueError if the
    shapes differ.

    >>> x, mean = tf.constant([1.0, 2.0, 3.0]), tf.constant([1.3, 1.9, 3.2])
    >>> for variance in (None, 0.02, 0.1):
    ...     print(f"{calibrated_log_likelihood(x, mean, variance):.3f}")
    0.340
    -0.389
    -0.003
    """
    if variance is None:
        variance = shared_variance(x, mean)
    x, mean = in_float32(x, mean)
    variance = tf.convert_to_tensor(variance, x.dtype)
    values = tf.cast(tf.size(x), x.dtype)
    squares = tf.reduce_mean((x - mean) ** 2) / variance
    return -0.5 * values * (np.log(2 * np.pi) + tf.math.log(variance) + squares)


# --8<-- [end:calibrated]


# --8<-- [start:soft-floor]
def soft_floor(raw, low):
    """`raw`, bent smoothly to stay above `low`; same shape and dtype.

    It is log(exp(low) + exp(raw)): with a log σ head, exp(low) is added to σ. Below
    `low` its slope fades like exp(raw − low), to 0 in float32 about 100 below, so h
    should start above `low`. `raw` is a float tensor, `low` a finite number.

    >>> soft_floor(tf.constant([-50.0, -3.0, 2.0]), -3.0).numpy().round(3)
    array([-3.   , -2.307,  2.007], dtype=float32)
    """
    return low + tf.math.softplus(raw - low)


# --8<-- [end:soft-floor]
