"""Which latent dimensions carry nothing, and two ways to give them time or room."""

# --8<-- [start:collapse]
import jax.numpy as jnp


def kl_by_dimension(mean, log_variance):
    """KL of N(mean, e^log_variance) from N(0, 1), for each latent dimension, in nats.

    The mean over the batch of the closed form (Kingma & Welling 2013, Appendix B). Both
    are float arrays (batch, d); the result is (d,). A dimension near 0 is not used.

    >>> mean = jnp.array([[2.0, 0.02], [-2.0, -0.02]])
    >>> log_variance = jnp.array([[-3.0, 0.0], [-3.0, 0.0]])
    >>> print(*(f"{kl:.4f}" for kl in kl_by_dimension(mean, log_variance)))
    3.0249 0.0002
    """
    kl = 0.5 * (jnp.expm1(log_variance) - log_variance + mean**2)
    return kl.mean(axis=0)


def free_bits(kl, least):
    """The sum of the KL over the dimensions. In each, `least` nats are free.

    `kl` is (batch, d), in nats. If a dimension's mean over the batch is below `least`,
    it counts as `least` and has no gradient (Kingma et al. 2016, arXiv 1606.04934).

    >>> print(free_bits(jnp.array([[3.0, 0.01], [2.0, 0.03]]), least=0.25))
    2.75
    """
    return jnp.maximum(kl.mean(axis=0), least).sum()


def warm_up(step, steps):
    """The KL's weight β at a step: from 0 to 1 in `steps` steps, then 1; float32.

    `step` is a number, or an array as in a jitted function. Raises ValueError unless
    the number `steps` is positive.

    >>> [float(warm_up(step, 1000)) for step in (0, 250, 1000, 5000)]
    [0.0, 0.25, 1.0, 1.0]
    """
    if steps <= 0:
        raise ValueError(f"steps is {steps}; expected a positive number")
    return jnp.minimum(1.0, step / steps)


# --8<-- [end:collapse]
