"""The best point of a linear VAE with one code, for any KL: what a wrong KL costs, without a training."""

import math
from types import SimpleNamespace

from scipy.optimize import minimize

from evidence.measurements import bound


def true_kl(mean_square, std):
    return 0.5 * (std**2 + mean_square - 1) - math.log(std)


def linear_vae(kl, data_variance):
    """Best μ² on average, σ², and loss with the true KL, of a VAE with one code, a linear decoder and unit noise.

    It is minus the ELBO, less its constant: x ~ N(0, data_variance), μ = kx, decoder wz.
    """
    root = math.sqrt(data_variance)

    def parts(point):
        w, k, log_std = point[0] * root, point[1] / root, point[2]
        std = math.exp(log_std)
        misfit = data_variance * (1 - w * k) ** 2 + (w * std) ** 2
        return 0.5 * misfit, k**2 * data_variance, std

    def loss(point, kl):
        reconstruction, mean_square, std = parts(point)
        return reconstruction + kl(mean_square, std)

    exact_enough = {"xatol": 1e-11, "fatol": 1e-13, "maxiter": 20_000}
    start = [1, 0.9, -math.log(root)]
    best = minimize(
        loss, start, args=(kl,), method="Nelder-Mead", options=exact_enough
    ).x
    return SimpleNamespace(
        mean_square=parts(best)[1],
        variance=parts(best)[2] ** 2,
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
