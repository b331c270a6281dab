"""A variance learned on the output side: likelihood, one shared σ², β-NLL, a fit.

The first two parts work on arrays, the others inside a TensorFlow training.
"""

# --8<-- [start:likelihood]
import numpy as np
import tensorflow as tf


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
def check_alike(**tensors):
    """Raise TypeError or ValueError unless all are real floats of one shape."""
    (first, reference), *others = tensors.items()
    for name, tensor in tensors.items():
        if not tensor.dtype.is_floating:
            raise TypeError(f"{name} is {tensor.dtype.name}; expected a floating dtype")
    for name, tensor in others:
        if not tensor.shape.is_compatible_with(reference.shape):
            given, expected = tuple(tensor.shape), tuple(reference.shape)
            raise ValueError(
                f"{name} has shape {given}; expected that of {first}, {expected}"
            )


def calibrated_log_likelihood(x, mean):
    """log p(x) of a whole batch in nats, with the one σ² that suits it best.

    `x` and `mean` are float tensors of one shape; σ² is their mean squared error
    (Rybkin et al. 2021). Raises TypeError for other dtypes, ValueError for shapes that
    differ.

    >>> x, mean = tf.constant([1.0, 2.0, 3.0]), tf.constant([1.3, 1.9, 3.2])
    >>> calibrated_log_likelihood(x, mean).numpy()
    np.float32(0.340)
    """
    check_alike(x=x, mean=mean)
    log_variance = tf.math.log(tf.reduce_mean((x - mean) ** 2))
    values = tf.cast(tf.size(x), x.dtype)
    return -0.5 * values * (np.log(2 * np.pi) + log_variance + 1)


# --8<-- [end:calibrated]


# --8<-- [start:beta-nll]
def beta_nll(y, mean, log_variance, beta=0.5):
    """−log N(y; μ, σ²) without its constant, times σ^(2β) held fixed; elementwise.

    All three are float tensors of one shape. `beta` 0 is the plain likelihood, in
    nats; 1 gives the mean the gradient of half a squared error. Seitzer et al. 2022.
    Raises TypeError for other dtypes, ValueError for shapes that differ or a `beta`
    outside of 0 … 1.

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
    check_alike(y=y, mean=mean, log_variance=log_variance)
    if not 0 <= beta <= 1:
        raise ValueError(f"beta is {beta!r}; expected a number from 0 to 1")
    nll = 0.5 * (log_variance + (y - mean) ** 2 * tf.exp(-log_variance))
    return tf.stop_gradient(tf.exp(beta * log_variance)) * nll


# --8<-- [end:beta-nll]


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

    @tf.function(jit_compile=True)
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


# --8<-- [end:fit]


# --8<-- [start:points]
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
    0.41
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, n)
    return x, np.sin(3 * x) + true_std(x) * rng.normal(size=n)


# --8<-- [end:points]
