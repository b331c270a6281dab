"""Figures of practice/latent-diffusion.md."""

import numpy as np

from press.figures import DASHES, arrow, figure, power_of_ten
from press.style import HUE, INK


@figure(figsize=(6, 3.5))
def sigma_by_kl_weight(axes, claims):
    """The best σ of a linear VAE against the weight of its KL, both on logarithmic axes. A straight line falls from the
    weight 1 of an ordinary VAE to the tiny weights that latent-diffusion models use, where σ is nearly 0. A dashed level line at σ = 1 marks a head whose h is 0."""
    series = claims["linear-vae-sigma-by-weight"]["series"]
    weights, std = np.log10(series["β"]), np.log10(series["σ"])
    axes.axhline(0, color=INK, linestyle=DASHES, linewidth=1.6)
    axes.plot(weights, std, "o-", color=HUE["log_variance"], markersize=6)
    axes.text(-3, -0.12, "h = 0", ha="center", va="top", size=14)
    for point, text, side in ((0, "a VAE", "right"), (-1, "latent\ndiffusion", "left")):
        x, y = weights[point], std[point]
        arrow(axes, text, (x, -2.2), (x, y), ha=side, va="center")
    axes.set(xlabel="weight of the KL, β", ylabel="σ", ylim=(-3.8, 0.3))
    axes.set_xticks([0, -2, -4, -6], ["1", *map(power_of_ten, (-2, -4, -6))])
    axes.set_yticks([0, -1, -2, -3], ["1", *map(power_of_ten, (-1, -2, -3))])
