"""The log-probability of an action that a tanh keeps between −1 and 1."""

# --8<-- [start:tanh]
import math

import tensorflow as tf


def tanh_log_prob(before_tanh, mean, log_std):
    """log p(a) of a = tanh(u), where u is drawn from N(mean, e^(2 log_std)); in nats.

    `before_tanh` is u, not the action. All three are float tensors that broadcast; the
    result is elementwise, so sum it over an action's dimensions. It is
    log N(u) − log(1 − tanh² u), with that logarithm as 2 (log 2 − u − softplus(−2u)),
    which is finite where tanh u rounds to ±1 (TensorFlow Probability's `Tanh` uses it).

    >>> u = tf.constant([0.5, 20.0])
    >>> print(tanh_log_prob(u, mean=u, log_std=tf.zeros(2)).numpy().round(3))
    [-0.679 37.695]
    >>> print(tf.atanh(tf.tanh(u)).numpy())  # tanh(20) rounds to 1: u is lost
    [0.5 inf]
    """
    noise = (before_tanh - mean) * tf.exp(-log_std)
    log_normal = -0.5 * (noise**2 + math.log(2 * math.pi)) - log_std
    log_slope = 2 * (math.log(2) - before_tanh - tf.math.softplus(-2 * before_tanh))
    return log_normal - log_slope


# --8<-- [end:tanh]
