"""The reparameterization trick in two lines."""

# --8<-- [start:trick]
import jax
import jax.numpy as jnp


def reparameterize(key, mean, logvar):
    """A draw z ~ N(mean, exp(logvar)). Float arrays of one shape."""
    eps = jax.random.normal(key, mean.shape, mean.dtype)
    return mean + jnp.exp(0.5 * logvar) * eps


# --8<-- [end:trick]
