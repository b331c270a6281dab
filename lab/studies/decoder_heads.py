"""The tutorial's VAE on grey levels, with a Normal decoder whose σ comes from one of three places. Build scale.

Two latents, batches of 16, one noise sample per image, log σ² in the encoder; Adam 2e-3 instead of the tutorial's
1e-4, because the training is short.
"""

import functools
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from snippets.cvae import LATENT_DIM, make_decoder, make_encoder
from snippets.decoder_variance import soft_floor
from snippets.one_sample_kl import closed_form_kl

STEPS, BATCH, RATE = 60, 16, 2e-3
FLOOR = -3.0  # of log σ: σ is at least 0.05, some 13 of 255 grey levels


def make_grey_decoder(channels):
    """The tutorial's decoder with `channels` channels in its last layer; the first is the mean."""
    *layers, _ = make_decoder().layers
    last = tf.keras.layers.Conv2DTranspose(channels, 3, padding="same")
    return tf.keras.Sequential([tf.keras.layers.Input((LATENT_DIM,)), *layers, last])


@dataclass(frozen=True)
class DecoderHead:
    """The source of the decoder's log σ.

    "shared" takes the batch's mean squared error, "learned" is a variable of its own, and "head" is the decoder's
    second channel, above FLOOR. The learned log σ begins at `start`, and moves `faster` times as far as the network's
    rate would move it: with 0, σ stays as it is.
    """

    kind: str
    start: float = 0.0
    faster: float = 1.0

    @property
    def channels(self):
        return 2 if self.kind == "head" else 1

    def log_std(self, variable, x, outputs):
        """log σ for each pixel, or one for all."""
        if self.kind == "shared":
            return 0.5 * tf.math.log(tf.reduce_mean((x - outputs[..., :1]) ** 2))
        if self.kind == "learned":
            return self.start + self.faster * variable
        return soft_floor(outputs[..., 1:], FLOOR)


def log_likelihood_of_images(x, mean, log_std):
    """log N(x; μ, σ²), summed over an image's pixels, in nats: float32 (batch,)."""
    squares = (x - mean) ** 2 * tf.exp(-2 * log_std)
    return tf.reduce_sum(-0.5 * (np.log(2 * np.pi) + squares) - log_std, axis=(1, 2, 3))


def train(head, images, seed=0):
    """Encoder, decoder, and log σ as a function of x and outputs, trained on grey levels 0 … 1, float32 (n, 28, 28, 1)."""
    tf.keras.utils.set_random_seed(seed)
    encoder, decoder = make_encoder(), make_grey_decoder(head.channels)
    weights = [*encoder.trainable_variables, *decoder.trainable_variables]
    variable = tf.Variable(0.0)
    weights += [variable] * (head.kind == "learned")
    log_std = functools.partial(head.log_std, variable)
    optimizer = tf.keras.optimizers.Adam(RATE)
    optimizer.build(weights)
    images = tf.constant(images)

    @tf.function  # XLA would take longer to compile the step than all steps take
    def step(indices, number):
        x = tf.gather(images, indices)
        noise = tf.random.stateless_normal((BATCH, LATENT_DIM), (seed, number))
        with tf.GradientTape() as tape:
            mean, raw = tf.split(encoder(x), 2, axis=-1)
            outputs = decoder(mean + tf.exp(raw / 2) * noise)
            fit = log_likelihood_of_images(x, outputs[..., :1], log_std(x, outputs))
            loss = tf.reduce_mean(closed_form_kl(mean, raw / 2) - fit)
        gradients = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))

    shuffle = np.random.default_rng(seed)
    for number in range(STEPS):
        indices = shuffle.integers(len(images), size=BATCH)
        step(tf.constant(indices, tf.int32), tf.constant(number))
    return encoder, decoder, log_std


def decoded(model, x, seed):
    """KL of each image in nats, and the decoder's outputs, with one noise sample per image."""
    encoder, decoder, _ = model
    mean, raw = tf.split(encoder(x), 2, axis=-1)
    noise = tf.random.stateless_normal(mean.shape, (seed, 0))
    return closed_form_kl(mean, raw / 2), decoder(mean + tf.exp(raw / 2) * noise)


def evaluate(model, images, log_std=None, seed=1):
    """The ELBO of each image, in nats, float32 (n,); with `log_std` instead of the model's if it is given."""
    kl, outputs = decoded(model, images, seed)
    if log_std is None:
        log_std = model[-1](images, outputs)
    return (log_likelihood_of_images(images, outputs[..., :1], log_std) - kl).numpy()


def mean_squares(model, images, seed=1):
    """The mean squared error of each image, float32 (n,)."""
    _, outputs = decoded(model, images, seed)
    return np.mean((images - outputs[..., :1]) ** 2, axis=(1, 2, 3))
