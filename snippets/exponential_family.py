"""The Normal as an exponential family: η, A(η), divergences and Fisher information.

All in float64 and in nats. p(x) = h(x) exp(η·T(x) − A(η)) with T(x) = (x, x²) and
h(x) = 1/√(2π); η holds the natural parameters, A is the log-partition.
"""

# --8<-- [start:family]
import numpy as np
import tensorflow as tf


def checked(**arguments):
    """The arguments as float64 arrays of one shape, in their order.

    Raises ValueError naming an argument that is not finite, or a variance that is not
    positive.
    """
    arrays = {name: np.asarray(value, np.float64) for name, value in arguments.items()}
    for name, array in arrays.items():
        if not np.all(np.isfinite(array)):
            raise ValueError(f"{name} is {array}; expected finite numbers")
        if name.startswith("variance") and not np.all(array > 0):
            raise ValueError(f"{name} is {array}; expected positive numbers")
    return np.broadcast_arrays(*arrays.values())


def natural_parameters(mean, variance):
    """η = (μ/σ², −1/(2σ²)) of N(mean, variance), float64.

    The shape is the arguments' broadcast shape with a 2 appended. Raises ValueError as
    `checked` does.

    >>> natural_parameters(mean=3.0, variance=4.0)
    array([ 0.75 , -0.125])
    """
    mean, variance = checked(mean=mean, variance=variance)
    return np.stack([mean / variance, -0.5 / variance], axis=-1)


def log_partition(eta):
    """A(η) = −η₁²/(4η₂) − ½ ln(−2η₂), in nats: (..., 2) to (...), a float64 tensor.

    Raises ValueError for another shape, or if η₂ is not negative, because no Normal has
    such an η.

    >>> eta = natural_parameters(mean=0.0, variance=[1.0, 4.0, 16.0])
    >>> log_partition(eta).numpy()  # μ = 0: A is log σ
    array([0.    , 0.6931, 1.3863])
    """
    eta = tf.convert_to_tensor(eta, tf.float64)
    if eta.shape.rank == 0 or eta.shape[-1] != 2:
        raise ValueError(f"eta has shape {eta.shape}; expected (..., 2)")
    eta_1, eta_2 = tf.unstack(eta, axis=-1)
    if not np.all(eta_2 < 0):
        raise ValueError(
            f"eta's second component is {eta_2.numpy()}; expected negative numbers"
        )
    return -(eta_1**2) / (4 * eta_2) - 0.5 * tf.math.log(-2 * eta_2)


# --8<-- [end:family]


# --8<-- [start:derivatives]
def gradient_and_hessian(function, point):
    """∇f and ∇²f of a scalar `function` at `point`, by automatic differentiation.

    `point` is (k,); the two arrays are (k,) and (k, k).

    >>> gradient_and_hessian(lambda x: x[0] ** 2 * x[1], [3.0, 5.0])
    (array([30.,  9.]), array([[10.,  6.], [ 6.,  0.]]))
    """
    point = tf.convert_to_tensor(point, tf.float64)
    with tf.GradientTape(persistent=True) as outer:
        outer.watch(point)
        with tf.GradientTape() as inner:
            inner.watch(point)
            value = function(point)
        gradient = inner.gradient(value, point)
    # For few rows it is quicker without pfor.
    hessian = outer.jacobian(gradient, point, experimental_use_pfor=False)
    return gradient.numpy(), hessian.numpy()


# --8<-- [end:derivatives]


# --8<-- [start:divergences]
def kl_normal(mean_q, variance_q, mean_p, variance_p):
    """KL(q‖p) of two Normals in nats, float64, of the arguments' broadcast shape.

    ½ (r − 1 − ln r) + (μ_q − μ_p)²/(2σ_p²) with r = σ_q²/σ_p². Raises ValueError as
    `checked` does.

    >>> kl_normal(mean_q=0.0, variance_q=[0.25, 1.0, 4.0], mean_p=0.0, variance_p=1.0)
    array([0.3181, 0.    , 0.8069])
    """
    mean_q, variance_q, mean_p, variance_p = checked(
        mean_q=mean_q, variance_q=variance_q, mean_p=mean_p, variance_p=variance_p
    )
    ratio = variance_q / variance_p
    return 0.5 * (ratio - 1 - np.log(ratio)) + (mean_q - mean_p) ** 2 / (2 * variance_p)


def bregman(function, a, b):
    """B_f(a, b) = f(a) − f(b) − ∇f(b)·(a − b) of a convex f; Bregman (1967).

    It is how far f lies, at `a`, above its tangent at `b`. Both are scalars or of shape
    (k,); the gradient comes from automatic differentiation. Raises ValueError for
    other shapes, or if the two differ.

    >>> bregman(tf.square, 5.0, 3.0)  # of the square: the squared distance
    4.0
    """
    a, b = (tf.convert_to_tensor(point, tf.float64) for point in (a, b))
    if a.shape != b.shape or a.shape.rank > 1:
        raise ValueError(
            f"a has shape {a.shape}, b has {b.shape}; expected the same, () or (k,)"
        )
    with tf.GradientTape() as tape:
        tape.watch(b)
        value = function(b)
    tangent = value + tf.reduce_sum(tape.gradient(value, b) * (a - b))
    return float(function(a) - tangent)


# --8<-- [end:divergences]


# --8<-- [start:information]
COORDINATES = {  # name: (θ of σ, σ of θ)
    "σ": (lambda sigma: sigma, lambda theta: theta),
    "σ²": (lambda sigma: sigma**2, lambda theta: theta**0.5),
    "log σ": (lambda sigma: np.log(sigma), lambda theta: tf.exp(theta)),
    "log σ²": (lambda sigma: 2 * np.log(sigma), lambda theta: tf.exp(theta / 2)),
}


def fisher_information(to_sigma, theta):
    """E[(∂ ln p(x)/∂θ)²] for one x ~ N(0, σ²) with σ = to_sigma(θ).

    `theta` and the result are scalars. The score comes from automatic differentiation.
    Its square is a polynomial of degree 4 in ε = x/σ, and Gauss–Hermite quadrature with
    three nodes is exact up to degree 5. Raises ValueError if `theta` yields a σ that
    is not positive.

    >>> sigma = lambda theta: theta
    >>> fisher_information(sigma, 0.1), fisher_information(sigma, 10.0)
    (200.0, 0.02)
    """
    noise, weights = np.polynomial.hermite_e.hermegauss(3)
    # One copy of θ for each node: the gradient with respect to it is the score there.
    thetas = tf.fill([3], tf.constant(theta, tf.float64))
    with tf.GradientTape() as tape:
        tape.watch(thetas)
        sigma = to_sigma(thetas)
        x = tf.stop_gradient(sigma * noise)  # data: no gradient flows through it
        log_density = (
            -0.5 * (x / sigma) ** 2 - tf.math.log(sigma) - 0.5 * np.log(2 * np.pi)
        )
    if not (np.all(np.isfinite(sigma)) and np.all(sigma > 0)):
        raise ValueError(
            f"theta is {theta} and gives σ = {sigma[0]:g}; expected a positive σ"
        )
    score = tape.gradient(log_density, thetas).numpy()
    return float(np.average(score**2, weights=weights))


# --8<-- [end:information]
