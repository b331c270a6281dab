"""A mean and a σ at every x: the β-NLL, a small network, and points to fit."""

# --8<-- [start:imports]
import math

import numpy as np
import tensorflow as tf

# --8<-- [end:imports]
from snippets.decoder_variance import check_floats


# --8<-- [start:losses]
def beta_nll(y, mean, log_variance, beta=0.5):
    """−log N(y; μ, σ²) without its constant, times σ^(2β) held fixed; elementwise.

    All three are float tensors of one shape. `beta` 0 is the plain likelihood, in nats;
    with 1 the mean has the gradient of half a squared error (Seitzer et al. 2022).
    Raises ValueError if shapes differ, and for a `beta` outside of 0 … 1.

    >>> y, mean, log_variance = tf.constant([[3.0], [1.0], [-4.0]])
    >>> for beta in (0, 0.5, 1):
    ...     with tf.GradientTape() as tape:
    ...         tape.watch(mean)
    ...         loss = beta_nll(y, mean, log_variance, beta)
    ...     print(beta, tape.gradient(loss, mean).numpy().round(1))
    0 [-109.2]
    0.5 [-14.8]
    1 [-2.]
    """
    shapes = [each.shape for each in (y, mean, log_variance)]
    if not all(map(shapes[0].is_compatible_with, shapes)):
        raise ValueError(f"y, mean, log_variance are {shapes}; expected one shape")
    if not 0 <= beta <= 1:
        raise ValueError(f"beta is {beta!r}; expected a number from 0 to 1")
    nll = 0.5 * (log_variance + (y - mean) ** 2 * tf.exp(-log_variance))
    return tf.stop_gradient(tf.exp(beta * log_variance)) * nll


def student_t_nll(y, mean, log_scale, degrees=4.0):
    """−log of a Student-t density in nats, elementwise: for targets with outliers.

    All three are float tensors of one shape. `log_scale` is the logarithm of the scale:
    a log σ head works. The larger `degrees`, a number above 0, the nearer the
    density is to N(mean, scale²). Raises ValueError if shapes differ.

    >>> y, zero = tf.constant([1.0, 100.0]), tf.zeros(2)
    >>> print(student_t_nll(y, zero, zero).numpy().round(1))  # Normal: 1.4, 5000.9
    [ 1.5 20.5]
    """
    shapes = [each.shape for each in (y, mean, log_scale)]
    if not all(map(shapes[0].is_compatible_with, shapes)):
        raise ValueError(f"y, mean, log_scale are {shapes}; expected one shape")
    half = (degrees + 1) / 2
    constant = 0.5 * math.log(degrees * math.pi) + math.lgamma(degrees / 2)
    constant -= math.lgamma(half)
    squares = ((y - mean) * tf.exp(-log_scale)) ** 2
    return constant + log_scale + half * tf.math.log1p(squares / degrees)


# --8<-- [end:losses]


# --8<-- [start:fit]
def make_network(seed):
    """From x, (n, 1), to a mean and a raw output h for each, (n, 2)."""
    network = tf.keras.Sequential([tf.keras.layers.Input((1,))])
    for number, (units, activation) in enumerate(
        ((32, "tanh"), (32, "tanh"), (2, None))
    ):
        kernel = tf.keras.initializers.GlorotUniform(seed + number)
        network.add(tf.keras.layers.Dense(units, activation, kernel_initializer=kernel))
    return network


def fit(x, y, loss=beta_nll, log_variance_of=tf.identity, seed=0):
    """Fit a mean and a σ to y at every x, both float arrays (n,): 600 steps of Adam.

    `loss(y, mean, log_variance)` is each point's loss; `log_variance_of` makes log σ²
    of the raw output h. Returns a function from x to the mean and σ there, arrays (n,).
    Raises TypeError for other dtypes, ValueError for other shapes or for values that
    are not finite.
    """
    check_floats("x", x)
    check_floats("y", y)
    if np.ndim(x) != 1 or np.shape(x) != np.shape(y):
        raise ValueError(
            f"x, y have shapes {np.shape(x)}, {np.shape(y)}; expected (n,)"
        )
    network = make_network(seed)
    weights = network.trainable_variables
    optimizer = tf.keras.optimizers.Adam(5e-3)
    optimizer.build(weights)
    inputs, targets = (tf.constant(each[:, None], tf.float32) for each in (x, y))

    def mean_and_log_variance(inputs):
        mean, raw = tf.split(network(inputs), 2, axis=1)
        return mean, log_variance_of(raw)

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            total = tf.reduce_mean(loss(targets, *mean_and_log_variance(inputs)))
        gradients = tape.gradient(total, weights)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))

    for _ in range(600):
        step()

    def predict(x):
        mean, log_variance = mean_and_log_variance(tf.constant(x[:, None], tf.float32))
        return mean.numpy()[:, 0], np.exp(log_variance.numpy()[:, 0] / 2)

    return predict


def true_std(x):
    """The σ that `noisy_points` have at x: from 0.1 on the left to 0.5."""
    return 0.3 + 0.2 * x


def noisy_points(n, seed):
    """`n` points of sin 3x with noise that grows with x; float64, x and y, (n,).

    >>> x, y = noisy_points(10_000, seed=0)
    >>> residuals = y - np.sin(3 * x)
    >>> for half in (x < 0, x > 0):
    ...     print(f"{residuals[half].std():.2f}")
    0.21
    0.40
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, n)
    return x, np.sin(3 * x) + true_std(x) * rng.normal(size=n)


# --8<-- [end:fit]
