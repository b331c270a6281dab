"""The claims of practice/overflow.md on mixed precision in Keras: what stays float32, and what loss scaling does."""

import contextlib
import functools

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab.data import digits
from snippets.cvae import make_decoder, make_encoder
from snippets.training import noise_of

claim = functools.partial(claim, page="practice/overflow.md")


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


EXPECTED = {
    "float32": ("kernel", "Adam's moments", "loss object", "h of a float32 layer"),
    "float16": ("h", "σ²", "cross-entropy"),
}


@claim(
    "With Keras's policy `mixed_float16`, a layer's output h is float16, and so are $e^h$ and TensorFlow's cross-entropy of h."
    " The weights, Adam's moments, Keras's loss objects, and layers that are given `dtype=\"float32\"` are float32.",
    of="mixed_float16",
    controls={
        "float16 throughout": "float16",
        "bfloat16 for float16": "mixed_bfloat16",
    },
)
def test_what_mixed_float16_leaves(policy):
    found = dtypes(policy)
    return {
        dtype: exact(
            sum(found[name] == dtype for name in names), len(names), unit="tensors"
        )
        for dtype, names in EXPECTED.items()
    }


# The tutorial's network, untrained

PIXELS, IMAGES = 784, 16
SEED = 1  # the limits are from trials with seed 0
FIRST_SCALE = 2.0**15  # of Keras's LossScaleOptimizer
MANY, FEW = 0.01, 0.001


@functools.cache
def networks(policy):
    """Encoder and decoder."""
    with dtype_policy(policy):
        tf.keras.utils.set_random_seed(SEED)
        return make_encoder(), make_decoder()


@functools.cache
def first_gradient(policy, loss_scale, weight):
    """Of `weight` · (minus the ELBO), a mean over the batch; float64 (n,), divided by `loss_scale` again.

    The networks compute as `policy` says; the loss is float32, with the closed-form KL.
    """
    encoder, decoder = networks(policy)
    weights = encoder.trainable_variables + decoder.trainable_variables
    images = tf.constant(digits().train[:IMAGES])
    with tf.GradientTape() as tape:
        mean, h = tf.split(tf.cast(encoder(images), tf.float32), 2, axis=-1)
        z = mean + tf.exp(0.5 * h) * noise_of(SEED, 0, IMAGES)
        logits = tf.cast(decoder(z), tf.float32)
        cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(images, logits)
        kl = 0.5 * (tf.exp(h) + mean**2 - 1 - h)
        nats = tf.reduce_sum(cross_entropy) + tf.reduce_sum(kl)
        loss = loss_scale * weight * nats / IMAGES
    gradients = tape.gradient(loss, weights)
    flat = [np.ravel(gradient).astype(float) for gradient in gradients]
    return np.concatenate(flat) / loss_scale


def lost(policy, loss_scale):
    """Share of the elements of a gradient that are 0 under `policy` and are not in float32."""
    exact_one = first_gradient("float32", 1.0, 1 / PIXELS)
    found = first_gradient(policy, loss_scale, 1 / PIXELS)
    return np.mean((found == 0) & (exact_one != 0))


@claim(
    f"Float16 rounds more than {100 * MANY:g} % of a gradient's elements to 0. If the loss is multiplied by $2^{{15}}$, it rounds"
    f" fewer than {100 * FEW:g} % of them (the tutorial's untrained network, a mean over {PIXELS} pixels).",
    of=("mixed_float16", FIRST_SCALE),
    controls={
        "no loss scaling": ("mixed_float16", 1.0),
        "float32": ("float32", FIRST_SCALE),
    },
)
def test_loss_scaling_keeps_small_gradients(setting):
    policy, loss_scale = setting
    return {
        "plain": bound(lost(policy, 1.0), at_least=MANY, seeds=[SEED]),
        "scaled": bound(lost(policy, loss_scale), at_most=FEW, seeds=[SEED]),
    }


@claim(
    "If the loss of the same network is a sum over pixels, a loss scale of $2^{15}$ is too large: the gradient is then"
    " infinite or NaN. Without the scale it is finite.",
    of=("mixed_float16", 1.0),
    controls={
        "the mean over pixels": ("mixed_float16", 1 / PIXELS),
        "a sum a thousand times as large": ("mixed_float16", 4000.0),
    },
)
def test_first_loss_scale_is_too_large_for_a_sum(setting):
    policy, weight = setting
    finite = {
        scale: np.isfinite(first_gradient(policy, scale, weight)).all()
        for scale in (1.0, FIRST_SCALE)
    }
    return {
        "unscaled": exact(int(finite[1.0]), 1),
        "scaled": exact(int(finite[FIRST_SCALE]), 0),
    }
