"""A hundredth of the targets are outliers: what a Normal and a Student-t likelihood make of σ."""

import functools
from collections.abc import Callable
from dataclasses import dataclass

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


@dataclass(frozen=True)
class Fit:
    """What Adam fits with. The gradient is limited to ±`clip`."""

    loss: Callable = normal_nll
    log_std_of: Callable = jnp.asarray
    clip: float = np.inf
    outliers: int = OUTLIERS

    def values(self):
        """Values of N(0, 1) with outliers."""
        y = np.random.default_rng(SEED).normal(size=VALUES)
        y[: self.outliers] = OFF * np.resize([1, -1], self.outliers)
        return y

    def mean_loss(self, h, y):
        """The mean of the values y is 0."""
        zeros = jnp.zeros_like(y)
        return self.loss(y, zeros, self.log_std_of(h) + zeros).mean()


def student_t(degrees):
    return Fit(functools.partial(student_t_nll, degrees=degrees))


NORMAL = {
    "log σ": Fit(),
    "softplus": Fit(log_std_of=log_softplus),
    "soft clamp": Fit(log_std_of=lambda h: soft_clamp(h, -3.0, 3.0)),
    "clipped gradients": Fit(clip=CLIP),
}
STUDENT_T, NEARLY_NORMAL = student_t(DEGREES), student_t(1e6)
NO_OUTLIERS = Fit(outliers=0)
FITS = [*NORMAL.values(), STUDENT_T, NEARLY_NORMAL, NO_OUTLIERS]


@functools.cache
def fitted():
    """σ after Adam for each of FITS, which are one program because compiling takes longer than a fit."""
    y = np.float32([fit.values() for fit in FITS])
    clip = np.float32([fit.clip for fit in FITS])

    def total(h):
        each = zip(FITS, h, y, strict=True)
        return sum(fit.mean_loss(raw, values) for fit, raw, values in each)

    def step(number, state):
        h, first, second = state
        gradient = jnp.clip(jax.grad(total)(h), -clip, clip)
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        mean, square = first / (1 - 0.9**number), second / (1 - 0.999**number)
        return h - RATE * mean / (jnp.sqrt(square) + 1e-8), first, second

    @jax.jit
    def trained(start):
        h, _, _ = jax.lax.fori_loop(1, STEPS + 1, step, (start, start, start))
        return [jnp.exp(fit.log_std_of(raw)) for fit, raw in zip(FITS, h, strict=True)]

    stds = trained(jnp.zeros(len(FITS)))
    return dict(zip(FITS, map(float, stds), strict=True))


@claim(
    f"A Normal likelihood widens σ to cover outliers. If {OUTLIERS} of {VALUES:,} values are {OFF} standard deviations off, Adam ends"
    f" at {LOW} to {HIGH} times the σ of the others, with log σ, softplus, log σ clamped softly to $(-3, 3)$, and clipped"
    " gradients.",
    page=PAGE,
    of=NORMAL,
    controls={
        "a Student-t likelihood": dict.fromkeys(NORMAL, STUDENT_T),
        "no outliers": dict.fromkeys(NORMAL, NO_OUTLIERS),
    },
)
def test_outliers_widen_every_normal_fit(fits):
    return {
        name: bound(fitted()[fit], LOW, HIGH, n=VALUES, seeds=[SEED])
        for name, fit in fits.items()
    }


@claim(
    "A Student-t likelihood does not widen its scale to cover a few outliers. Fitted by Adam to"
    f" {VALUES:,} values of which {OUTLIERS} are {OFF} standard deviations off, its scale ends within a factor of {CLOSE:g} of the σ of"
    f" the others ({DEGREES} degrees of freedom).",
    page=PAGE,
    of=STUDENT_T,
    controls={
        "a Normal likelihood": NORMAL["log σ"],
        "a Student-t with a million degrees of freedom": NEARLY_NORMAL,
    },
)
def test_student_t_ignores_outliers(fit):
    return bound(fitted()[fit], 1 / CLOSE, CLOSE, n=VALUES, seeds=[SEED])
