"""A hundredth of the targets are outliers: what a Normal and a Student-t likelihood make of σ."""

import functools

import jax
import jax.numpy as jnp
import numpy as np

from evidence.claims import claim
from evidence.measurements import bound
from snippets.jax.regression import student_t_nll
from snippets.jax.soft_clamp import soft_clamp
from snippets.jax.softplus import log_softplus

PAGE = "practice/choosing.md"
VALUES, OUTLIERS, OFF, SEED = 1_000, 10, 100, 0  # OFF in standard deviations
STEPS, RATE, CLIP, DEGREES = 20_000, 0.01, 1.0, 4
LOW, HIGH = 9, 11  # σ of a Normal fit
CLOSE = 1.5  # factor between a scale and the σ of the other values


def normal_nll(y, mean, log_std):
    return 0.5 * ((y - mean) * jnp.exp(-log_std)) ** 2 + log_std


@functools.cache
def compiled(loss, log_std_of):
    """σ after Adam on the mean loss of the values y, whose mean is 0; the gradient is limited to ±`clip`."""

    def mean_loss(h, y):
        zeros = jnp.zeros_like(y)
        return loss(y, zeros, log_std_of(h) + zeros).mean()

    @jax.jit
    def trained(y, clip):
        def step(number, state):
            h, first, second = state
            gradient = jnp.clip(jax.grad(mean_loss)(h, y), -clip, clip)
            first = 0.9 * first + 0.1 * gradient
            second = 0.999 * second + 0.001 * gradient**2
            mean, square = first / (1 - 0.9**number), second / (1 - 0.999**number)
            return h - RATE * mean / (jnp.sqrt(square) + 1e-8), first, second

        h, _, _ = jax.lax.fori_loop(1, STEPS + 1, step, (0.0, 0.0, 0.0))
        return jnp.exp(log_std_of(h))

    return trained


@functools.cache
def adam(loss, log_std_of=jnp.asarray, clip=np.inf, outliers=OUTLIERS):
    """σ after Adam on values of N(0, 1) with outliers."""
    y = np.random.default_rng(SEED).normal(size=VALUES)
    y[:outliers] = OFF * np.resize([1, -1], outliers)
    return float(compiled(loss, log_std_of)(np.float32(y), clip))


NORMAL = {
    "log σ": functools.partial(adam, normal_nll),
    "softplus": functools.partial(adam, normal_nll, log_softplus),
    "soft clamp": functools.partial(
        adam, normal_nll, lambda h: soft_clamp(h, -3.0, 3.0)
    ),
    "clipped gradients": functools.partial(adam, normal_nll, clip=CLIP),
}


@claim(
    f"A Normal likelihood widens σ to cover outliers. If {OUTLIERS} of {VALUES:,} values are {OFF} standard deviations off, Adam ends"
    f" at {LOW} to {HIGH} times the σ of the others, with log σ, with softplus, with log σ clamped softly to $(-3, 3)$, and with"
    " clipped gradients.",
    page=PAGE,
    of=NORMAL,
    controls={
        "no outliers": dict.fromkeys(
            NORMAL, functools.partial(adam, normal_nll, outliers=0)
        ),
    },
)
def test_outliers_widen_every_normal_fit(fits):
    return {
        name: bound(fit(), LOW, HIGH, n=VALUES, seeds=[SEED])
        for name, fit in fits.items()
    }


@claim(
    "A Student-t likelihood does not widen its scale to cover a few outliers. Fitted by Adam to"
    f" {VALUES:,} values of which {OUTLIERS} are {OFF} standard deviations off, its scale ends within a factor of {CLOSE:g} of the σ of"
    f" the others ({DEGREES} degrees of freedom).",
    page=PAGE,
    of=functools.partial(student_t_nll, degrees=DEGREES),
    controls={"a Normal likelihood": normal_nll},
)
def test_student_t_ignores_outliers(loss):
    scale = adam(loss)
    return bound(scale, 1 / CLOSE, CLOSE, n=VALUES, seeds=[SEED])
