"""The KL line that everyone copies, and a loss with its sums and its one mean."""

# --8<-- [start:loss]
import tensorflow as tf


def kl_line(mu, logvar):
    """KL(N(μ, σ²) ‖ N(0, 1)) in nats, of each row, for logvar = log σ².

    Both are float tensors (batch, d), and the result is (batch,). Kingma & Welling
    2013, Appendix B.

    >>> kl_line(tf.constant([[0.0, 1.0]]), tf.constant([[0.0, -2.0]])).numpy()
    array([1.0676676], dtype=float32)
    """
    return -0.5 * tf.reduce_sum(1 + logvar - mu**2 - tf.exp(logvar), axis=-1)


def vae_loss(reconstruction, mu, logvar, beta=1.0):
    """Minus the ELBO in nats, if `beta` is 1.

    It sums over pixels and dimensions, and takes the mean over the batch.
    `reconstruction` (batch, …) is −log p of each pixel, such as its cross-entropy.

    >>> mu = logvar = tf.zeros((2, 3))
    >>> print(vae_loss(tf.ones((2, 28, 28, 1)), mu, logvar).numpy())
    784.0
    """
    pixels = tf.reduce_sum(reconstruction, axis=range(1, len(reconstruction.shape)))
    return tf.reduce_mean(pixels + beta * kl_line(mu, logvar))


# --8<-- [end:loss]
