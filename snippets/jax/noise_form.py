"""The one-sample ELBO written with the noise ε: no e^−h, and nothing to subtract."""

# --8<-- [start:noise-form]
import math

import jax
import jax.numpy as jnp


def log_density_of_draw(noise, log_variance):
    """log N(z; μ, σ²) at z = μ + σ ε, in nats, summed over the last axis.

    It is −½ (ε² + log σ² + log 2π): the log-density of a Normal, written in
    ε = (z − μ)/σ. `noise` is that ε. Both are float arrays (..., d). Raises ValueError
    if their shapes differ.

    >>> noise = jnp.array([[0.0], [1.0]])
    >>> print(log_density_of_draw(noise, jnp.full((2, 1), -89.0)).round(3))
    [43.581 43.081]
    """
    if noise.shape != log_variance.shape:
        shapes = f"{noise.shape}, {log_variance.shape}"
        raise ValueError(f"noise, log_variance are {shapes}; expected one shape")
    return -0.5 * jnp.sum(noise**2 + log_variance + math.log(2 * math.pi), axis=-1)


def elbo_terms(decode, images, mean, log_variance, noise):
    """Reconstruction log p(x|z) and one-sample KL log q(z|x) − log p(z), in nats.

    The ELBO is the first minus the second (Kingma & Welling 2013, equation 6). Both
    log 2π cancel: the KL is ½ (z² − ε² − log σ²), summed. `images` is (batch, height,
    width, channels) with values 0 to 1, the function `decode` maps z to logits of that
    shape; `mean`, `log_variance` and `noise` are (batch, d). Raises ValueError if their
    shapes differ, or those of images and logits.
    """
    if not mean.shape == log_variance.shape == noise.shape:
        shapes = [each.shape for each in (mean, log_variance, noise)]
        raise ValueError(f"mean, log_variance, noise are {shapes}; expected one shape")
    z = mean + jnp.exp(0.5 * log_variance) * noise
    logits, softplus = decode(z), jax.nn.softplus
    if logits.shape != images.shape:
        shapes = f"{images.shape}, {logits.shape}"
        raise ValueError(f"images, logits are {shapes}; expected one shape")
    cross_entropy = images * softplus(-logits) + (1 - images) * softplus(logits)
    kl = 0.5 * jnp.sum(z**2 - noise**2 - log_variance, axis=-1)
    return -jnp.sum(cross_entropy, axis=range(1, images.ndim)), kl


# --8<-- [end:noise-form]
