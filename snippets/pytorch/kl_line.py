"""The KL line that everyone copies, and a loss with its sums and its one mean."""

# --8<-- [start:loss]
import torch


def kl_line(mu, logvar):
    """KL(N(μ, σ²) ‖ N(0, 1)) in nats, of each row, for logvar = log σ².

    Both are float tensors (batch, d), and the result is (batch,). Kingma & Welling
    2013, Appendix B. PyTorch's own KL takes σ, and returns the same:

    >>> from torch.distributions import Normal, kl_divergence
    >>> mu, logvar = torch.tensor([[0.0, 1.0]]), torch.tensor([[0.0, -2.0]])
    >>> kl_line(mu, logvar)
    tensor([1.0677])
    >>> kl_divergence(Normal(mu, torch.exp(0.5 * logvar)), Normal(0.0, 1.0)).sum(-1)
    tensor([1.0677])
    """
    return -0.5 * torch.sum(1 + logvar - mu.pow(2) - logvar.exp(), dim=-1)


def vae_loss(reconstruction, mu, logvar, beta=1.0):
    """Minus the ELBO in nats, if `beta` is 1.

    It sums over pixels and dimensions, and takes the mean over the batch.
    `reconstruction` (batch, …) is −log p of each pixel, such as its cross-entropy.

    >>> mu = logvar = torch.zeros(2, 3)
    >>> vae_loss(torch.ones(2, 1, 28, 28), mu, logvar)
    tensor(784.)
    """
    return torch.mean(reconstruction.flatten(1).sum(-1) + beta * kl_line(mu, logvar))


# --8<-- [end:loss]
