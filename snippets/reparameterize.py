"""The reparameterization trick in two lines, and the cost of a mismatch.

The mismatch: its second input is read by two labels.
"""

# --8<-- [start:trick]
import tensorflow as tf


def reparameterize(mean, logvar):
    """A draw z ~ N(mean, exp(logvar)). Float32 tensors of one shape."""
    eps = tf.random.normal(tf.shape(mean))
    return mean + tf.exp(0.5 * logvar) * eps


# --8<-- [end:trick]


# --8<-- [start:mismatch]
def too_good_closed_form(v):
    """Nats by which the bound is overstated: z drawn with σ = exp(v), KL of log σ² = v.

    `v` is a float tensor with one element per dimension, and so is the result. The KL
    is the closed form of Kingma & Welling 2013, Appendix B.
    """
    return 0.5 * (tf.exp(2 * v) - tf.exp(v) - v)


def too_good_one_sample(v):
    """The same with the tutorial's one-sample KL, averaged over the noise.

    >>> for v in tf.constant([-3.0, -1.0, 0.0, 1.0]):
    ...     closed_form, one_sample = too_good_closed_form(v), too_good_one_sample(v)
    ...     print(f"{v:4.0f} {closed_form:6.2f} {one_sample:6.2f}")
      -3   1.48   1.02
      -1   0.38   0.18
       0   0.00   0.00
       1   1.84   0.36
    """
    return 0.5 * (tf.exp(v) - 1 - v)


# --8<-- [end:mismatch]
