"""The tutorial's network under one of Keras's dtype policies: the first gradient of its loss, and the dtypes."""

import contextlib
import functools

import numpy as np
import tensorflow as tf

from lab.data import digits
from snippets.cvae import make_decoder, make_encoder
from snippets.training import noise_of

PIXELS, IMAGES = 784, 16


@contextlib.contextmanager
def dtype_policy(name):
    """Layers that are created inside have this policy."""
    policies = tf.keras.config
    before = policies.dtype_policy()
    policies.set_dtype_policy(name)
    try:
        yield
    finally:
        policies.set_dtype_policy(before)


@functools.cache
def images():
    return tf.constant(digits().train[:IMAGES])


@functools.cache
def networks(policy, seed):
    """The tutorial's encoder and decoder."""
    with dtype_policy(policy):
        tf.keras.utils.set_random_seed(seed)
        return make_encoder(), make_decoder()


@functools.cache
def first_gradient(policy, loss_scale=1.0, weight=1.0, seed=0):
    """Of `weight` · (minus the ELBO), a mean over the batch; float64 (n,), divided by `loss_scale` again.

    The networks compute as `policy` says; the loss is float32, with the closed-form KL.
    """
    encoder, decoder = networks(policy, seed)
    weights = encoder.trainable_variables + decoder.trainable_variables
    with tf.GradientTape() as tape:
        mean, h = tf.split(tf.cast(encoder(images()), tf.float32), 2, axis=-1)
        z = mean + tf.exp(0.5 * h) * noise_of(seed, 0, IMAGES)
        logits = tf.cast(decoder(z), tf.float32)
        cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(images(), logits)
        kl = 0.5 * (tf.exp(h) + mean**2 - 1 - h)
        nats = tf.reduce_sum(cross_entropy) + tf.reduce_sum(kl)
        loss = loss_scale * weight * nats / IMAGES
    gradients = tape.gradient(loss, weights)
    flat = [np.ravel(gradient).astype(float) for gradient in gradients]
    return np.concatenate(flat) / loss_scale


def dtypes(policy):
    """Dtypes in a model that is created and trained under `policy`, by name."""
    layers, losses = tf.keras.layers, tf.keras.losses
    with dtype_policy(policy):
        head, careful = layers.Dense(4), layers.Dense(4, dtype="float32")
        model = tf.keras.Sequential([layers.Input((3,)), head, layers.Dense(3)])
        model.compile("adam", losses.MeanSquaredError(), run_eagerly=True)
        x = tf.ones((2, 3))
        h, from_careful = head(x), careful(x)
        model.train_on_batch(x, x)
        optimizer = getattr(model.optimizer, "inner_optimizer", model.optimizer)
        found = {
            "kernel": head.kernel,
            "Adam's moments": optimizer.variables[-1],
            "h": h,
            "σ²": tf.exp(h),
            "cross-entropy": tf.nn.sigmoid_cross_entropy_with_logits(h, h),
            "loss object": losses.BinaryCrossentropy(from_logits=True)(h, h),
            "h of a float32 layer": from_careful,
        }
    return {what: tf.as_dtype(tensor.dtype).name for what, tensor in found.items()}
