"""The KL of a VAE from one sample: its mean, its variance, and the ELBO with it."""

# --8<-- [start:kl]
import torch


def one_sample_kl(mean, log_std, noise):
    """log q(z) − log p(z) at z = μ + σε, in nats, summed over the last axis.

    q is N(μ, σ²) and p is N(0, I). Float tensors of one shape; `noise` may have more
    axes in front. Shapes broadcast, so a `log_std` of another shape is not refused.
    """
    z = mean + torch.exp(log_std) * noise
    return torch.sum(0.5 * (z**2 - noise**2) - log_std, dim=-1)


def closed_form_kl(mean, log_std):
    """KL(q‖p), the one-sample KL's mean. Kingma & Welling 2013, Appendix B."""
    each = 0.5 * (torch.expm1(2 * log_std) - 2 * log_std + mean**2)
    return torch.sum(each, dim=-1)


def one_sample_kl_variance(mean, log_std):
    """The one-sample KL's variance in nats²: ½(σ² − 1)² + μ²σ² for each dimension.

    >>> mean, log_std = torch.tensor([1.0, 0.0]), torch.tensor([-1.0, 0.0])
    >>> noise = torch.randn((10**6, 2), generator=torch.Generator().manual_seed(0))
    >>> kl = one_sample_kl(mean, log_std, noise)
    >>> print(f"{kl.mean():.2f} {kl.var():.2f}")
    1.07 0.51
    >>> variance = one_sample_kl_variance(mean, log_std)
    >>> print(f"{closed_form_kl(mean, log_std):.2f} {variance:.2f}")
    1.07 0.51
    """
    variance = torch.exp(2 * log_std)
    each = 0.5 * (variance - 1) ** 2 + mean**2 * variance
    return torch.sum(each, dim=-1)


# --8<-- [end:kl]


# --8<-- [start:elbo]
def elbo_estimates(log_likelihood, mean, log_std, noise):
    """The ELBO from one z: with the one-sample KL, and with the closed form; in nats.

    `log_likelihood` returns log p(x|z) of z, and sums over z's last axis; the rest is
    as for `one_sample_kl`. Kingma & Welling 2013, equations 6 and 7.
    """
    reconstruction = log_likelihood(mean + torch.exp(log_std) * noise)
    one_sample = one_sample_kl(mean, log_std, noise)
    return reconstruction - one_sample, reconstruction - closed_form_kl(mean, log_std)


# --8<-- [end:elbo]
