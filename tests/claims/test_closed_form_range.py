"""A closed-form KL needs no 1/σ²: what float16 makes of it at a small σ."""

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import exact
from snippets.short_answer import sample_and_kl

LOG_VARIANCE, KL, GRADIENT = -20.0, 9.5, -0.5


def closed_form(log_variance):
    return sample_and_kl(tf.zeros_like(log_variance), log_variance)[1]


def by_densities(log_variance):
    """log q − log p at z = μ, with σ² in the denominator, as a density is usually written."""
    difference = tf.zeros_like(log_variance)
    return -0.5 * (difference**2 * tf.exp(-log_variance) + log_variance)


@claim(
    "The closed-form KL from N(0, 1) does not need 1/σ². In float16 at log σ² ="
    f" −{-LOG_VARIANCE:g}, where 1/σ² is infinite, the KL is {KL:g} nats and its gradient −{-GRADIENT:g}, both right to the last bit.",
    page="practice/choosing.md",
    of=closed_form,
    controls={
        "the density with 1/σ²": by_densities,
        "log σ² read as log σ": lambda log_variance: closed_form(2 * log_variance),
    },
)
def test_closed_form_needs_no_inverse_variance(kl):
    log_variance = tf.constant(LOG_VARIANCE, tf.float16)
    with tf.GradientTape() as tape:
        tape.watch(log_variance)
        value = kl(log_variance)
    gradient = tape.gradient(value, log_variance)
    return {
        "KL": exact(value.numpy(), np.float16(KL), unit="nats"),
        "gradient": exact(gradient.numpy(), np.float16(GRADIENT)),
    }
