"""Adam on a huge KL, which a claim repeats; nan.pycon has the other faults."""

# --8<-- [start:frozen]
import jax
import jax.numpy as jnp


def frozen(read=jnp.asarray):
    """h after 50 steps of Adam at rate 0.1 on the KL at μ = 0, from h = 55.

    >>> print(f"{frozen():.1f}")  # the square of the gradient is ∞, so the step is 0
    55.0
    >>> print(f"{frozen_cured():.0f}")
    50
    """

    def kl(h):
        return 0.5 * (jnp.exp(read(h)) - 1 - read(h))

    h, first, second = jnp.float32(55.0), 0.0, 0.0
    for step in range(1, 51):
        gradient = jax.grad(kl)(h)
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        root = jnp.sqrt(second / (1 - 0.999**step))
        h = h - 0.1 * first / (1 - 0.9**step) / (root + 1e-8)
    return h


def frozen_cured():
    """The same with h bent into −20 to 20 before the exponential."""
    return frozen(lambda h: 20 * jnp.tanh(h / 20))


# --8<-- [end:frozen]
