"""The KL of two Normals, for a prior that is learned: in log σ and in log σ²."""

# --8<-- [start:kl]
import tensorflow as tf


def kl_by_log_std(mean_q, log_std_q, mean_p, log_std_p):
    """KL(q‖p) in nats, elementwise, of q = N(μ_q, σ_q²) from p = N(μ_p, σ_p²).

    Float tensors of one dtype whose shapes broadcast. With p = N(0, 1) it is the
    formula of Kingma & Welling 2013, Appendix B.

    >>> print(f"{kl_by_log_std(0.3, -1.4, 0.0, 0.0):.4f}")
    0.9754
    """
    difference = log_std_q - log_std_p
    shift = (mean_q - mean_p) * tf.exp(-log_std_p)
    # With expm1(x) − x in place of e^x − 1 − x the KL does not round below 0.
    return 0.5 * (tf.math.expm1(2 * difference) - 2 * difference + shift**2)


def kl_by_log_variance(mean_q, log_variance_q, mean_p, log_variance_p):
    """The same from log σ². The ½ multiplies the last term too."""
    difference = log_variance_q - log_variance_p
    square = (mean_q - mean_p) ** 2 * tf.exp(-log_variance_p)
    return 0.5 * (tf.math.expm1(difference) - difference + square)


# --8<-- [end:kl]
