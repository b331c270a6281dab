"""The one-sample ELBO written with the noise ε: no e^−h, and nothing to subtract."""

# --8<-- [start:noise-form]
import math

import torch
from torch.nn.functional import binary_cross_entropy_with_logits


def log_density_of_draw(noise, log_variance):
    """log N(z; μ, σ²) at z = μ + σ ε, in nats, summed over the last axis.

    It is −½ (ε² + log σ² + log 2π): the log-density of a Normal, written in
    ε = (z − μ)/σ. `noise` is that ε. Both are float tensors (..., d). Raises ValueError
    if their shapes differ.

    >>> noise = torch.tensor([[0.0], [1.0]])
    >>> log_density_of_draw(noise, torch.full((2, 1), -89.0))
    tensor([43.5811, 43.0811])
    """
    if noise.shape != log_variance.shape:
        shapes = f"{tuple(noise.shape)}, {tuple(log_variance.shape)}"
        raise ValueError(f"noise, log_variance are {shapes}; expected one shape")
    return -0.5 * (noise**2 + log_variance + math.log(2 * math.pi)).sum(-1)


def elbo_terms(decoder, images, mean, log_variance, noise):
    """Reconstruction log p(x|z) and one-sample KL log q(z|x) − log p(z), in nats.

    The ELBO is the first minus the second (Kingma & Welling 2013, equation 6). Both
    log 2π cancel: the KL is ½ (z² − ε² − log σ²), summed. `images` is (batch, channels,
    height, width) with values 0 to 1, `decoder` maps z to logits of that shape; `mean`,
    `log_variance` and `noise` are (batch, d). Raises ValueError if their
    shapes differ.
    """
    if not mean.shape == log_variance.shape == noise.shape:
        shapes = [tuple(each.shape) for each in (mean, log_variance, noise)]
        raise ValueError(f"mean, log_variance, noise are {shapes}; expected one shape")
    z = mean + torch.exp(0.5 * log_variance) * noise
    cross_entropy = binary_cross_entropy_with_logits(
        decoder(z), images, reduction="none"
    )
    kl = 0.5 * (z**2 - noise**2 - log_variance).sum(-1)
    return -cross_entropy.flatten(1).sum(1), kl


# --8<-- [end:noise-form]
