"""A variance on the output side: one shared σ² that is computed and not learned."""

# --8<-- [start:calibrated]
import math

import jax.numpy as jnp


def in_float32(x, mean):
    """Both, with half precision cast to float32. Raises ValueError if shapes differ.

    Float16 ends at 65,504: one batch of 128 images of 784 pixels holds more values.
    """
    if x.shape != mean.shape:
        raise ValueError(f"x, mean are {x.shape}, {mean.shape}; expected one shape")
    dtype = jnp.promote_types(x.dtype, jnp.float32)
    return x.astype(dtype), mean.astype(dtype)


def shared_variance(x, mean, floor=1e-3):
    """The one σ² that suits all values best, in float32 or float64; at least `floor`².

    `x` and `mean` are float arrays of one shape; σ² is their mean squared error
    (Rybkin et al. 2021). `floor` is a σ, in the units of x: without one, a fit that is
    exact has σ² = 0. Raises ValueError unless it is finite and positive, and if the
    shapes differ.

    >>> x, mean = jnp.array([1.0, 2.0, 3.0]), jnp.array([1.3, 1.9, 3.2])
    >>> print(f"{shared_variance(x, mean):.4f} {shared_variance(x, x):.6f}")
    0.0467 0.000001
    """
    if not 0 < floor < math.inf:
        raise ValueError(f"floor is {floor!r}; expected a finite σ above 0")
    x, mean = in_float32(x, mean)
    return jnp.maximum(jnp.mean((x - mean) ** 2), floor**2)


def calibrated_log_likelihood(x, mean, variance=None):
    """log p(x | z) of a whole batch in nats, float32 or float64, with one σ² for it.

    `x` and `mean` are float arrays of one shape. In training leave out `variance`: it
    is then their `shared_variance`. To evaluate, give the σ² that the training data
    had: one computed from a small batch flatters the model. Raises ValueError if the
    shapes differ.

    >>> x, mean = jnp.array([1.0, 2.0, 3.0]), jnp.array([1.3, 1.9, 3.2])
    >>> for variance in (None, 0.02, 0.1):
    ...     print(f"{calibrated_log_likelihood(x, mean, variance):.3f}")
    0.340
    -0.389
    -0.003
    """
    if variance is None:
        variance = shared_variance(x, mean)
    x, mean = in_float32(x, mean)
    squares = jnp.mean((x - mean) ** 2) / variance
    return -0.5 * x.size * (math.log(2 * math.pi) + jnp.log(variance) + squares)


# --8<-- [end:calibrated]


# --8<-- [start:soft-floor]
def soft_floor(raw, low):
    """`raw`, bent smoothly to stay above `low`; same shape and dtype.

    It is log(exp(low) + exp(raw)): with a log σ head, exp(low) is added to σ. Below
    `low` its slope fades like exp(raw − low), to 0 in float32 about 100 below, so h
    should start above `low`. `raw` is a float array, `low` a finite number.

    >>> print(*soft_floor(jnp.array([-50.0, -3.0, 2.0]), -3.0))
    -3.0 -2.307 2.007
    """
    return jnp.logaddexp(raw, low)


# --8<-- [end:soft-floor]
