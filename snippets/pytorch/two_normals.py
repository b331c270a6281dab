"""The KL of two Normals, for a prior that is learned: in log σ and in log σ²."""

# --8<-- [start:kl]
import torch


def kl_by_log_std(mean_q, log_std_q, mean_p, log_std_p):
    """KL(q‖p) in nats, elementwise, of q = N(μ_q, σ_q²) from p = N(μ_p, σ_p²).

    Float tensors whose shapes broadcast. With p = N(0, 1) it is the formula of Kingma &
    Welling 2013, Appendix B. `torch.distributions.kl_divergence` of two `Normal` is the
    same, and takes σ.

    >>> from torch.distributions import Normal, kl_divergence
    >>> mean, log_std, zero = torch.tensor([[0.3], [-1.4], [0.0]])
    >>> kl_by_log_std(mean, log_std, zero, zero)
    tensor([0.9754])
    >>> kl_divergence(Normal(mean, log_std.exp()), Normal(zero, zero.exp()))
    tensor([0.9754])
    """
    difference = log_std_q - log_std_p
    shift = (mean_q - mean_p) * torch.exp(-log_std_p)
    # With expm1(x) − x in place of e^x − 1 − x the KL does not round below 0.
    return 0.5 * (torch.expm1(2 * difference) - 2 * difference + shift**2)


def kl_by_log_variance(mean_q, log_variance_q, mean_p, log_variance_p):
    """The same from log σ². The ½ multiplies the last term too."""
    difference = log_variance_q - log_variance_p
    square = (mean_q - mean_p) ** 2 * torch.exp(-log_variance_p)
    return 0.5 * (torch.expm1(difference) - difference + square)


# --8<-- [end:kl]
