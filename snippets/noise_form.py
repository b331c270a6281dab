"""The one-sample ELBO written with the noise ε: no e^−h, and nothing to subtract."""

# --8<-- [start:noise-form]
import math

import tensorflow as tf


def log_density_of_draw(noise, log_variance):
    """log N(z; μ, σ²) at z = μ + σ ε, in nats, summed over the last axis.

    It is −½ (ε² + log σ² + log 2π): the log-density of a Normal, written in
    ε = (z − μ)/σ. `noise` is that ε. Both are float tensors (..., d). Raises ValueError
    if their shapes differ.

    >>> noise = tf.constant([[0.0], [1.0]])
    >>> log_density_of_draw(noise, tf.constant([[-89.0], [-89.0]])).numpy()
    array([43.581, 43.081], dtype=float32)
    """
    if not noise.shape.is_compatible_with(log_variance.shape):
        shapes = f"{noise.shape}, {log_variance.shape}"
        raise ValueError(f"noise, log_variance are {shapes}; expected one shape")
    log_two_pi = math.log(2 * math.pi)
    return -0.5 * tf.reduce_sum(noise**2 + log_variance + log_two_pi, axis=-1)


def elbo_terms(decoder, images, mean, log_variance, noise):
    """Reconstruction log p(x|z) and one-sample KL log q(z|x) − log p(z), in nats.

    The ELBO is the first minus the second (Kingma & Welling 2013, equation 6). With the
    log-density above, and log p(z) = −½ (z² + log 2π), both log 2π cancel: the KL is
    ½ (z² − ε² − log σ²), summed. `images` is (batch, …) with values 0 to 1, `decoder`
    maps z to logits of that shape; `mean`, `log_variance` and `noise` are (batch, d).
    Raises ValueError if their shapes differ.
    """
    shapes = [each.shape for each in (mean, log_variance, noise)]
    if not all(map(shapes[0].is_compatible_with, shapes)):
        raise ValueError(f"mean, log_variance, noise are {shapes}; expected one shape")
    z = mean + tf.exp(0.5 * log_variance) * noise
    cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(images, decoder(z))
    pixels = range(1, cross_entropy.shape.rank)  # all axes but the batch's
    reconstruction = -tf.reduce_sum(cross_entropy, axis=pixels)
    kl = 0.5 * tf.reduce_sum(z**2 - noise**2 - log_variance, axis=-1)
    return reconstruction, kl


# --8<-- [end:noise-form]
