"""The lines of the front page: sample and KL from log σ², and from log σ."""

# --8<-- [start:copy]
import jax
import jax.numpy as jnp


def sample_and_kl(key, mean, log_variance):
    """z ~ N(μ, σ²) and KL(N(μ, σ²) ‖ N(0, 1)) in nats, elementwise.

    Inputs and outputs are float arrays of one shape. `key` is spent, so split it first.

    >>> mean, log_variance = jnp.array([0.0, 1.0]), jnp.array([0.0, -2.0])
    >>> _, kl = sample_and_kl(jax.random.key(0), mean, log_variance)
    >>> print(kl.round(2))
    [0.   1.07]
    """
    noise = jax.random.normal(key, mean.shape, mean.dtype)
    z = mean + jnp.exp(0.5 * log_variance) * noise  # σ = e^(½ log σ²)
    # ½ (e^v + μ² − 1 − v) with v = log σ², in a form that rounding keeps at 0 or more:
    kl = 0.5 * (jnp.expm1(log_variance) - log_variance + mean**2)
    return z, kl


# --8<-- [end:copy]


# --8<-- [start:log-std]
def sample_and_kl_by_log_std(key, mean, log_std):
    """The same from log σ.

    >>> mean, log_std = jnp.array([0.0, 1.0]), jnp.array([0.0, -1.0])
    >>> print(sample_and_kl_by_log_std(jax.random.key(0), mean, log_std)[1].round(2))
    [0.   1.07]
    """
    noise = jax.random.normal(key, mean.shape, mean.dtype)
    z = mean + jnp.exp(log_std) * noise  # σ = e^(log σ)
    kl = 0.5 * (jnp.expm1(2 * log_std) - 2 * log_std + mean**2)
    return z, kl


# --8<-- [end:log-std]
