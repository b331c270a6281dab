"""The lines of the front page: sample and KL from log σ², and from log σ."""

# --8<-- [start:copy]
import tensorflow as tf


def sample_and_kl(mean, log_variance):
    """z ~ N(μ, σ²) and KL(N(μ, σ²) ‖ N(0, 1)) in nats, elementwise.

    Inputs and outputs are float tensors of one shape.

    >>> mean, log_variance = tf.constant([0.0, 1.0]), tf.constant([0.0, -2.0])
    >>> z, kl = sample_and_kl(mean, log_variance)
    >>> kl.numpy().round(2)
    array([0.  , 1.07], dtype=float32)
    """
    noise = tf.random.normal(tf.shape(mean), dtype=mean.dtype)
    z = mean + tf.exp(0.5 * log_variance) * noise  # σ = e^(½ log σ²)
    # ½ (e^v + μ² − 1 − v) with v = log σ², in a form that rounding keeps at 0 or more:
    kl = 0.5 * (tf.math.expm1(log_variance) - log_variance + mean**2)
    return z, kl


# --8<-- [end:copy]


# --8<-- [start:log-std]
def sample_and_kl_by_log_std(mean, log_std):
    """The same from log σ.

    >>> mean, log_std = tf.constant([0.0, 1.0]), tf.constant([0.0, -1.0])
    >>> sample_and_kl_by_log_std(mean, log_std)[1].numpy().round(2)
    array([0.  , 1.07], dtype=float32)
    """
    noise = tf.random.normal(tf.shape(mean), dtype=mean.dtype)
    z = mean + tf.exp(log_std) * noise  # σ = e^(log σ)
    kl = 0.5 * (tf.math.expm1(2 * log_std) - 2 * log_std + mean**2)
    return z, kl


# --8<-- [end:log-std]
