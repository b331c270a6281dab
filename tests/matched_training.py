"""Train the tutorial's network with a log σ² head or a log σ head that has settings of its own."""

import functools
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from snippets.cvae import LATENT_DIM, elbo_terms_at, make_decoder, make_encoder
from snippets.mnist import load_digits
from snippets.training import BATCH_SIZE, noise_of
from snippets.two_heads import Head

SEED = 0


@dataclass(frozen=True)
class Setting:
    """One training: `scale` is log σ / h, so ½ for a log σ² head; the rest of the network takes `trunk`."""

    scale: float
    optimizer: str
    trunk: Head
    head: Head
    weight_decay: float = 0.0
    head_weight_decay: float = 0.0
    clip_norm: float | None = None
    steps: int = 300


@functools.cache
def batches(steps):
    """The batches of all steps: float32 (steps, 32, 28, 28, 1)."""
    images = load_digits().train
    order = np.random.default_rng(SEED).permutation(len(images))
    return images[np.resize(order, steps * BATCH_SIZE)].reshape(
        steps, BATCH_SIZE, 28, 28, 1
    )


def optimizer_of(kind, settings):
    if kind == "adam":
        return tf.keras.optimizers.Adam(
            settings.learning_rate, epsilon=settings.epsilon
        )
    return tf.keras.optimizers.SGD(settings.learning_rate)


def split_last_layer(encoder):
    """The encoder's convolutions, and its last layer as two: one for μ, one for h."""
    *convolutions, last = encoder.layers
    trunk = tf.keras.Sequential([encoder.inputs[0], *convolutions])
    kernel, bias = last.get_weights()
    layers = []
    for columns in (slice(0, LATENT_DIM), slice(LATENT_DIM, None)):
        layer = tf.keras.layers.Dense(LATENT_DIM)
        layer.build((None, kernel.shape[0]))
        layer.set_weights([kernel[:, columns], bias[columns]])
        layers.append(layer)
    return trunk, *layers


@functools.cache
def trained(setting):
    """Loss after every step, float32 (steps,), and the final weights, the head's as if it gave log σ²."""
    tf.keras.utils.set_random_seed(SEED)
    trunk, mean_layer, head = split_last_layer(make_encoder())
    decoder = make_decoder()
    head.set_weights(
        [setting.head.initial_scale * weight for weight in head.get_weights()]
    )
    rest = [
        *trunk.trainable_variables,
        *mean_layer.trainable_variables,
        *decoder.trainable_variables,
    ]
    groups = (rest, setting.trunk), (head.trainable_variables, setting.head)
    optimizers = [optimizer_of(setting.optimizer, settings) for _, settings in groups]
    for (weights, _), optimizer in zip(groups, optimizers, strict=True):
        optimizer.build(weights)

    @tf.function(jit_compile=True)
    def train_step(
        images, step, scale
    ):  # scale is an input, so that both heads run one program
        noise = noise_of(SEED, step, BATCH_SIZE)
        with tf.GradientTape() as tape:
            features = trunk(images)
            log_std = scale * head(features)
            mean = mean_layer(features)
            terms = elbo_terms_at(decoder, images, mean, log_std, noise)
            loss = tf.reduce_mean(terms[1] - terms[0])
            decayed = (
                (rest, setting.weight_decay),
                (head.trainable_variables, setting.head_weight_decay),
            )
            for weights, decay in decayed:
                if decay:
                    loss += decay * tf.add_n(
                        [tf.reduce_sum(weight**2) for weight in weights]
                    )
        gradients = tape.gradient(loss, rest + head.trainable_variables)
        if setting.clip_norm:
            gradients, _ = tf.clip_by_global_norm(gradients, setting.clip_norm)
        optimizers[0].apply_gradients(zip(gradients[: len(rest)], rest, strict=True))
        optimizers[1].apply_gradients(
            zip(gradients[len(rest) :], head.trainable_variables, strict=True)
        )
        return loss

    scale = tf.constant(setting.scale)
    losses = [  # a step's value is fetched before the next: queued steps eat memory
        train_step(tf.constant(batch), tf.constant(step), scale).numpy()
        for step, batch in enumerate(batches(setting.steps))
    ]
    as_log_variance = np.float32(2 * setting.scale)
    weights = [weight.numpy().ravel() for weight in rest]
    weights += [
        as_log_variance * weight.numpy().ravel() for weight in head.trainable_variables
    ]
    return np.array(losses), np.concatenate(weights)


def first_difference(one, other):
    """The first step (from 1) at which two trainings' losses differ; infinite where none does."""
    differs = np.flatnonzero(trained(one)[0] != trained(other)[0])
    return float(differs[0] + 1) if len(differs) else np.inf
