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

STEPS, BATCH, RATE, SEED = 60, 16, 2e-3, 0
FLOOR = -3.0  # of log σ: σ is at least 0.05, some 13 of 255 grey levels


def make_grey_decoder(channels):
    """The tutorial's decoder with `channels` channels in its last layer; the first is the mean."""
    *layers, _ = make_decoder().layers
    last = tf.keras.layers.Conv2DTranspose(channels, 3, padding="same")
    return tf.keras.Sequential([tf.keras.layers.Input((LATENT_DIM,)), *layers, last])


def make_networks(channels):
    """Encoder and decoder with the weights of SEED."""
    tf.keras.utils.set_random_seed(SEED)
    return make_encoder(), make_grey_decoder(channels)


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


class Program:
    """Networks whose decoder has so many channels, and the training step of every head that has them.

    Tracing the step takes longer than a training, so the heads differ in the step's inputs only.
    """

    def __init__(self, channels):
        self.networks = make_networks(channels)
        self.variable = tf.Variable(0.0)  # log σ, if it is learned
        encoder, decoder = self.networks
        self.weights = encoder.trainable_variables + decoder.trainable_variables
        self.weights.append(self.variable)
        self.optimizer = tf.keras.optimizers.Adam(RATE)
        self.optimizer.build(self.weights)
        self.variables = self.weights + self.optimizer.variables
        self.start = [variable.numpy() for variable in self.variables]
        # XLA would take longer to compile the step than all steps take.
        self.step = tf.function(self.take_step, autograph=False)

    def log_std(self, x, outputs, shared, start, faster):
        """What `DecoderHead.log_std` returns; `shared` is whether the kind is that."""
        if outputs.shape[-1] == 2:
            return DecoderHead("head").log_std(None, x, outputs)
        computed = DecoderHead("shared").log_std(None, x, outputs)
        learned = DecoderHead("learned", start, faster)
        return tf.where(shared, computed, learned.log_std(self.variable, x, outputs))

    def take_step(self, x, number, shared, start, faster):
        encoder, decoder = self.networks
        noise = tf.random.stateless_normal((BATCH, LATENT_DIM), (SEED, number))
        with tf.GradientTape() as tape:
            mean, raw = tf.split(encoder(x), 2, axis=-1)
            outputs = decoder(mean + tf.exp(raw / 2) * noise)
            log_std = self.log_std(x, outputs, shared, start, faster)
            fit = log_likelihood_of_images(x, outputs[..., :1], log_std)
            loss = tf.reduce_mean(closed_form_kl(mean, raw / 2) - fit)
        gradients = tape.gradient(loss, self.weights, unconnected_gradients="zero")
        self.optimizer.apply_gradients(zip(gradients, self.weights, strict=True))


program = functools.cache(Program)


def train(head, images):
    """Encoder, decoder, and log σ as a function of x and outputs, trained on grey levels 0 … 1, float32 (n, 28, 28, 1)."""
    made = program(head.channels)
    for variable, value in zip(made.variables, made.start, strict=True):
        variable.assign(value)
    numbers = [tf.constant(each, tf.float32) for each in (head.start, head.faster)]
    shared = tf.constant(head.kind == "shared")
    shuffle = np.random.default_rng(SEED)
    for number in range(STEPS):
        x = images[shuffle.integers(len(images), size=BATCH)]
        made.step(tf.constant(x), tf.constant(number), shared, *numbers)
    trained = make_networks(head.channels)
    for network, of_program in zip(trained, made.networks, strict=True):
        network.set_weights(of_program.get_weights())
    return *trained, functools.partial(head.log_std, made.variable.numpy())


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
