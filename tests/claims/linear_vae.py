"""The best point of a linear VAE with one code, for any KL: what a wrong KL costs, without a training."""

import functools
import math
from types import SimpleNamespace

from scipy.optimize import minimize

from evidence.measurements import bound


def true_kl(mean_square, std):
    return 0.5 * (std**2 + mean_square - 1) - math.log(std)


@functools.cache
def linear_vae(kl, data_variance, noise_variance=1.0, scale=1.0):
    """Best μ² on average, σ², and loss with the true KL, of a VAE with one code and a linear decoder.

    It is minus the ELBO, less its constant: x ~ N(0, data_variance), μ = kx, log σ = scale · h, decoder wz.
    """
    root = math.sqrt(data_variance)

    def parts(point):
        w, k, std = point[0] * root, point[1] / root, math.exp(scale * point[2])
        misfit = data_variance * (1 - w * k) ** 2 + (w * std) ** 2
        return misfit / (2 * noise_variance), k**2 * data_variance, std

    def loss(point, kl):
        reconstruction, mean_square, std = parts(point)
        return reconstruction + kl(mean_square, std)

    exact_enough = {"xatol": 1e-11, "fatol": 1e-13, "maxiter": 20_000}
    start = [1, 0.9, -math.log(root)]
    best = minimize(
        loss, start, args=(kl,), method="Nelder-Mead", options=exact_enough
    ).x
    _, mean_square, std = parts(best)
    return SimpleNamespace(
        mean_square=mean_square,
        variance=std**2,
        loss=loss(best, true_kl),
        printed=loss(best, kl),
    )


def compared_to_right(kl, data_variance, expected, within):
    """Parts: μ² and σ² in those of the right KL, and the nats that its true bound loses, each near `expected`."""
    right, found = linear_vae(true_kl, data_variance), linear_vae(kl, data_variance)
    measured = {
        "mean μ²": (found.mean_square / right.mean_square, ""),
        "σ²": (found.variance / right.variance, ""),
        "true bound": (found.loss - right.loss, "nats"),
    }
    return {
        what: bound(value, (1 - within) * goal, (1 + within) * goal, unit=unit)
        for (what, (value, unit)), goal in zip(measured.items(), expected, strict=True)
    }
