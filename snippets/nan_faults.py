"""Seven ways to a NaN, an ∞ or a dead σ, each as small as it gets, with its cure."""

# --8<-- [start:imports]
import math

import tensorflow as tf

# --8<-- [end:imports]
from snippets.soft_clamp import soft_clamp


# --8<-- [start:log-of-zero]
def log_of_zero(logit=20.0):
    """Cross-entropy of a black and a white pixel from the probability.

    >>> log_of_zero().numpy()  # sigmoid(20) rounds to 1, and 1 − 1 is 0
    array([inf, nan], dtype=float32)
    """
    pixels, p = tf.constant([0.0, 1.0]), tf.sigmoid(tf.constant(logit))
    return -(pixels * tf.math.log(p) + (1 - pixels) * tf.math.log(1 - p))


def log_of_zero_cured(logit=20.0):
    """The same from the logit.

    >>> log_of_zero_cured().numpy().round(3)
    array([20.,  0.], dtype=float32)
    """
    pixels, logits = tf.constant([0.0, 1.0]), tf.fill([2], tf.constant(logit))
    return tf.nn.sigmoid_cross_entropy_with_logits(pixels, logits)


# --8<-- [end:log-of-zero]


# --8<-- [start:large-h]
def kl_of_large_h():
    """½ (σ² − 1 − log σ²), the KL at μ = 0, for h = 90.

    >>> print(kl_of_large_h().numpy())
    inf
    """
    log_variance = tf.constant(90.0)
    return 0.5 * (tf.exp(log_variance) - 1 - log_variance)


def kl_of_large_h_cured():
    """The same with h in `soft_clamp` to (−20, 20), before the exponential.

    >>> print(f"{kl_of_large_h_cured().numpy():.1e}")
    2.4e+08
    """
    log_variance = soft_clamp(90.0, -20.0, 20.0)
    return 0.5 * (tf.exp(log_variance) - 1 - log_variance)


# --8<-- [end:large-h]


# --8<-- [start:small-h]
def density_of_small_h():
    """log q(z) + ½ log 2π, with z − μ taken from z, for h = −90.

    >>> print(density_of_small_h().numpy())  # z rounds to μ, and 0 · ∞ is NaN
    nan
    """
    mean, log_variance, noise = 1.0, tf.constant(-90.0), tf.constant(0.5)
    z = mean + tf.exp(0.5 * log_variance) * noise
    return -0.5 * ((z - mean) ** 2 * tf.exp(-log_variance) + log_variance)


def density_of_small_h_cured():
    """The same with the ε that z was drawn from.

    >>> print(density_of_small_h_cured().numpy())
    44.875
    """
    log_variance, noise = tf.constant(-90.0), tf.constant(0.5)
    return -0.5 * (noise**2 + log_variance)


# --8<-- [end:small-h]


# --8<-- [start:relu-head]
def relu_head():
    """σ and dσ/dh of a head that ends in a ReLU.

    >>> relu_head().numpy().round(2)  # σ, then its slopes
    array([[1., 1.],
           [0., 0.]], dtype=float32)
    """
    raw = tf.Variable([-2.0, -1.0])
    with tf.GradientTape() as tape:
        sigma = tf.exp(0.5 * tf.nn.relu(raw))
    return tf.stack([sigma, tape.gradient(sigma, raw)])


def relu_head_cured():
    """The same without activation.

    >>> relu_head_cured().numpy().round(2)
    array([[0.37, 0.61],
           [0.18, 0.3 ]], dtype=float32)
    """
    raw = tf.Variable([-2.0, -1.0])
    with tf.GradientTape() as tape:
        sigma = tf.exp(0.5 * raw)
    return tf.stack([sigma, tape.gradient(sigma, raw)])


# --8<-- [end:relu-head]


# --8<-- [start:raw-variance]
def raw_variance():
    """σ and log σ² of a head read as σ² itself.

    >>> raw_variance().numpy()
    array([[  0.,  nan],
           [-inf,  nan]], dtype=float32)
    """
    raw = tf.constant([0.0, -0.1])
    return tf.stack([tf.sqrt(raw), tf.math.log(raw)])


def raw_variance_cured():
    """The same, read as log σ².

    >>> raw_variance_cured().numpy().round(2)
    array([[ 1.  ,  0.95],
           [ 0.  , -0.1 ]], dtype=float32)
    """
    raw = tf.constant([0.0, -0.1])
    return tf.stack([tf.exp(0.5 * raw), raw])


# --8<-- [end:raw-variance]


# --8<-- [start:learning-rate]
def kl_in_training(rate=0.32):
    """The KL at each of eight steps that train h = w x, for x = −3 and 3, to h = 0.

    `rate` is that of gradient descent. Raises ValueError unless it is positive.

    >>> print(*(f"{kl:.1g}" for kl in kl_in_training()))
    0.7 0.7 1 2 2e+01 4e+19 inf nan
    """
    if not 0 < rate < math.inf:
        raise ValueError(f"rate is {rate}; expected a positive number")
    weight, kls = tf.Variable(0.5), []
    for _ in range(8):
        with tf.GradientTape() as tape:
            log_variance = weight * tf.constant([-3.0, 3.0])
            kl = tf.reduce_mean(0.5 * (tf.exp(log_variance) - 1 - log_variance))
        weight.assign_sub(rate * tape.gradient(kl, weight))
        kls.append(kl)
    return tf.stack(kls)


def kl_in_training_cured():
    """The same at a tenth of the rate.

    >>> print(*(f"{kl:.1g}" for kl in kl_in_training_cured()))
    0.7 0.4 0.3 0.2 0.1 0.09 0.06 0.04
    """
    return kl_in_training(rate=0.032)


# --8<-- [end:learning-rate]


# --8<-- [start:half-precision]
def half_precision():
    """In float16: σ² for h = 12, and the cross-entropy of 128 untrained images, summed.

    >>> half_precision().numpy()
    array([inf, inf], dtype=float16)
    """
    log_variance = tf.constant(12.0, tf.float16)
    logits = tf.zeros((128, 784), tf.float16)
    loss = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(logits), logits)
    return tf.stack([tf.exp(log_variance), tf.reduce_sum(loss)])


def half_precision_cured():
    """The same, cast to float32 before the loss.

    >>> print(*(f"{value:.3g}" for value in half_precision_cured()))
    1.63e+05 6.96e+04
    """
    log_variance = tf.cast(tf.constant(12.0, tf.float16), tf.float32)
    logits = tf.cast(tf.zeros((128, 784), tf.float16), tf.float32)
    loss = tf.nn.sigmoid_cross_entropy_with_logits(tf.zeros_like(logits), logits)
    return tf.stack([tf.exp(log_variance), tf.reduce_sum(loss)])


# --8<-- [end:half-precision]
