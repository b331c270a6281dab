"""What the Fisher information and the curvature at an optimum are in σ, σ², log σ and log σ², and coordinates to plant."""

import numpy as np
import tensorflow as tf

from evidence.measurements import bound
from snippets.exponential_family import COORDINATES

# They are equal: σ is the scale of an observation, or the optimum.
INFORMATION = {
    "σ": lambda sigma: 2 / sigma**2,
    "σ²": lambda sigma: 1 / (2 * sigma**4),
    "log σ": lambda sigma: np.full_like(sigma, 2.0),
    "log σ²": lambda sigma: np.full_like(sigma, 0.5),
}
LIMIT = 1e-9  # of a relative error; rounding alone costs up to some 1e-14
SOFTPLUS = (lambda sigma: np.log(np.expm1(sigma)), tf.math.softplus)


def taken(other, name):
    """The coordinates with another one in place of `name`."""
    return {**COORDINATES, name: COORDINATES[other]}


SOFTPLUS_FOR_LOG = {**COORDINATES, "log σ": SOFTPLUS}
FAULTS = {
    "σ² where σ is meant": taken("σ²", "σ"),
    "σ where σ² is meant": taken("σ", "σ²"),
    "softplus in place of exp": SOFTPLUS_FOR_LOG,
    "log σ where log σ² is meant": taken("log σ", "log σ²"),
}


def close(estimates, expected, **about):
    """The largest relative error, which must stay below LIMIT."""
    error = np.max(np.abs(np.asarray(estimates) / expected - 1))
    return bound(
        error, at_most=LIMIT, unit="relative error", n=np.size(estimates), **about
    )
