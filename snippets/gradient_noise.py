"""Three ELBOs from one draw, whose gradients have one mean and different noise."""

# --8<-- [start:imports]
import math

import tensorflow as tf

# --8<-- [end:imports]
from snippets.alike import check_alike


# --8<-- [start:three]
def log_normal(z, mean, log_std):
    """log N(z; μ, σ²) in nats, summed over the last axis."""
    scaled = (z - mean) * tf.exp(-log_std)
    each = 0.5 * scaled**2 + log_std + 0.5 * math.log(2 * math.pi)
    return -tf.reduce_sum(each, axis=-1)


def three_elbos(log_likelihood, mean, log_std, noise):
    """The ELBO from z = μ + σε, in nats: with the one-sample KL, with the closed form,
    and with log q taken at fixed μ and σ ("sticking the landing").

    `log_likelihood` returns log p(x|z) of z. Float tensors of one shape and dtype, (…,
    latent dimensions). The third has the value of the first and another gradient:
    Roeder, Wu & Duvenaud 2017. Raises TypeError or ValueError as `check_alike` does.
    """
    check_alike(mean=mean, log_std=log_std, noise=noise)
    z = mean + tf.exp(log_std) * noise
    reconstruction = log_likelihood(z)
    log_p = log_normal(z, 0.0, tf.zeros_like(z))
    log_q = log_normal(z, mean, log_std)
    kl = tf.reduce_sum(0.5 * (tf.exp(2 * log_std) + mean**2 - 1) - log_std, axis=-1)
    fixed = log_normal(z, tf.stop_gradient(mean), tf.stop_gradient(log_std))
    return {
        "one-sample KL": reconstruction + log_p - log_q,
        "closed form": reconstruction - kl,
        "sticking the landing": reconstruction + log_p - fixed,
    }


# --8<-- [end:three]


def gradients(log_likelihood, mean, log_std, noise):
    """{name: (∂ELBO/∂μ, ∂ELBO/∂log σ)} of the three, of the shape of `mean`.

    Where q is the posterior, here that of p(x|z) = N(x; z, 1) at x = 2, which is
    N(1, ½), the third is 0 for every draw, and the first is not:

    >>> normal = lambda z: -0.5 * tf.reduce_sum((2.0 - z) ** 2, axis=-1)
    >>> mean, log_std = tf.ones((2, 1)), tf.fill((2, 1), 0.5 * math.log(0.5))
    >>> found = gradients(normal, mean, log_std, noise=tf.constant([[1.0], [-0.5]]))
    >>> for name, (by_mean, by_log_std) in found.items():
    ...     print(f"{name:20}", by_mean[:, 0].numpy().round(2) + 0.0)
    one-sample KL        [-1.41  0.71]
    closed form          [-0.71  0.35]
    sticking the landing [0. 0.]
    """
    with tf.GradientTape(persistent=True) as tape:
        tape.watch([mean, log_std])
        elbos = three_elbos(log_likelihood, mean, log_std, noise)
    return {name: tape.gradient(elbo, [mean, log_std]) for name, elbo in elbos.items()}
