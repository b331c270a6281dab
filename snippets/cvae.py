"""The TensorFlow tutorial's convolutional VAE: its network and its one-sample ELBO.

Source: https://www.tensorflow.org/tutorials/generative/cvae. One thing is a parameter
here: how the raw output becomes σ.
"""

import math

import tensorflow as tf

from snippets.parameterization import log_std

# --8<-- [start:network]
LATENT_DIM = 2


def make_encoder():
    """Images (batch, 28, 28, 1) to (batch, 4): two means, then two raw outputs h."""
    layers = tf.keras.layers
    return tf.keras.Sequential(
        [
            layers.Input((28, 28, 1)),
            layers.Conv2D(32, 3, strides=2, activation="relu"),
            layers.Conv2D(64, 3, strides=2, activation="relu"),
            layers.Flatten(),
            layers.Dense(2 * LATENT_DIM),  # no activation: h may be any real number
        ],
        name="encoder",
    )


def make_decoder():
    """Latent points (batch, 2) to pixel logits (batch, 28, 28, 1)."""
    layers = tf.keras.layers
    return tf.keras.Sequential(
        [
            layers.Input((LATENT_DIM,)),
            layers.Dense(7 * 7 * 32, activation="relu"),
            layers.Reshape((7, 7, 32)),
            layers.Conv2DTranspose(64, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2DTranspose(32, 3, strides=2, padding="same", activation="relu"),
            layers.Conv2DTranspose(1, 3, padding="same"),
        ],
        name="decoder",
    )


# --8<-- [end:network]


# --8<-- [start:elbo]
def log_normal_pdf(sample, mean, log_variance):
    """Log-density of a diagonal Normal, summed over the last axis, in nats."""
    log_two_pi = math.log(2 * math.pi)
    squares = (sample - mean) ** 2 * tf.exp(-log_variance)
    return tf.reduce_sum(-0.5 * (squares + log_variance + log_two_pi), axis=-1)


def elbo_terms_at(decoder, images, mean, log_sigma, noise):
    """Reconstruction log p(x|z) and one-sample KL log q(z|x) − log p(z), in nats.

    One float32 number per image each; the ELBO is the first minus the second (Kingma &
    Welling 2013, equation 6). `images` is (batch, 28, 28, 1); `mean`, `log_sigma` and
    `noise`, which is ε ~ N(0, I), are (batch, 2).
    """
    z = mean + tf.exp(log_sigma) * noise
    cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(images, decoder(z))
    reconstruction = -tf.reduce_sum(cross_entropy, axis=(1, 2, 3))
    log_q = log_normal_pdf(z, mean, 2 * log_sigma)
    log_p = log_normal_pdf(z, 0.0, tf.zeros_like(z))
    return reconstruction, log_q - log_p


def elbo_terms(encoder, decoder, images, noise, parameterization="log_variance"):
    """The same with μ from the encoder, and σ by `parameterization`."""
    mean, raw = tf.split(encoder(images), 2, axis=-1)
    log_sigma = log_std(raw, parameterization)
    return elbo_terms_at(decoder, images, mean, log_sigma, noise)


# --8<-- [end:elbo]
