"""The reparameterization trick in two lines, and what it costs to read its second input by two labels."""

# --8<-- [start:trick]
import tensorflow as tf


def reparameterize(mean, logvar):
    """A draw z ~ N(mean, exp(logvar)); `mean`, `logvar` and z are float32 tensors of one shape."""
    eps = tf.random.normal(tf.shape(mean))
    return mean + tf.exp(0.5 * logvar) * eps


# --8<-- [end:trick]


# --8<-- [start:mismatch]
def too_good_closed_form(v):
    """Nats by which the bound is overstated if z is drawn with σ = exp(v), KL taken with log σ² = v.

    `v` is a float tensor, one dimension an element; so is the result. The KL is the closed form of
    Kingma & Welling 2013, Appendix B.
    """
    return 0.5 * (tf.exp(2 * v) - tf.exp(v) - v)


def too_good_one_sample(v):
    """The same where the KL is the tutorial's one-sample estimate, in the mean over the noise.

    >>> for v in tf.constant([-3.0, -1.0, 0.0, 1.0]):
    ...     print(f"{v:4.0f} {too_good_closed_form(v):6.2f} {too_good_one_sample(v):6.2f}")
      -3   1.48   1.02
      -1   0.38   0.18
       0   0.00   0.00
       1   1.84   0.36
    """
    return 0.5 * (tf.exp(v) - 1 - v)


# --8<-- [end:mismatch]
