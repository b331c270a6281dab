"""How curved a loss is at its optimum, by the name that σ is learned under.

All in float64. A descent near the optimum multiplies its distance by 1 − αc at each
step, α being the learning rate and c the second derivative: it comes closer while α is
below 2/c.
"""

import tensorflow as tf

from snippets.exponential_family import gradient_and_hessian


# --8<-- [start:curvature]
def kl_to_target(sigma, target=1.0):
    """KL(N(0, σ²) ‖ N(0, target²)) in nats: smallest at σ = target, elementwise."""
    ratio = sigma / target
    return 0.5 * (ratio**2 - 1) - tf.math.log(ratio)


def mean_nll(sigma, target=1.0):
    """Mean −log N(x; 0, σ²) over data of mean square target², without ½ log 2π."""
    return tf.math.log(sigma) + 0.5 * (target / sigma) ** 2


def curvature(loss, to_sigma, theta):
    """d²L/dθ² of L = loss(to_sigma(θ)) at the scalar `theta`, a float.

    >>> round(curvature(kl_to_target, tf.exp, 0.0), 9)  # θ is log σ
    2.0
    >>> round(curvature(kl_to_target, lambda v: tf.exp(v / 2), 0.0), 9)  # log σ²
    0.5
    """
    _, hessian = gradient_and_hessian(lambda point: loss(to_sigma(point[0])), [theta])
    return float(hessian[0, 0])


# --8<-- [end:curvature]


# --8<-- [start:descend]
def descend(loss, to_sigma, theta, rate, steps):
    """θ after `steps` steps θ ← θ − rate · dL/dθ, elementwise; a float64 tensor.

    `theta` and `rate` are floats or arrays that broadcast: each element is a descent
    of its own.

    >>> rates = [0.9, 1.1]  # in log σ, where the limit is 1
    >>> for theta in descend(kl_to_target, tf.exp, 0.01, rates, steps=20):
    ...     print(f"{theta:.4f}")
    0.0001
    0.1904
    """
    rate = tf.convert_to_tensor(rate, tf.float64)
    theta = tf.convert_to_tensor(theta, tf.float64) + tf.zeros_like(rate)
    for _ in range(steps):
        with tf.GradientTape() as tape:
            tape.watch(theta)
            value = loss(to_sigma(theta))
        theta -= rate * tape.gradient(value, theta)
    return theta


# --8<-- [end:descend]
