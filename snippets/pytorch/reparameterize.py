"""The reparameterization trick in two lines."""

# --8<-- [start:trick]
import torch


def reparameterize(mean, logvar):
    """A draw z ~ N(mean, exp(logvar)). Float tensors of one shape."""
    eps = torch.randn_like(mean)
    return mean + torch.exp(0.5 * logvar) * eps


# --8<-- [end:trick]
