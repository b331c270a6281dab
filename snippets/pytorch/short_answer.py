"""The lines of the front page: sample and KL from log σ², and from log σ."""

# --8<-- [start:copy]
import torch


def sample_and_kl(mean, log_variance):
    """z ~ N(μ, σ²) and KL(N(μ, σ²) ‖ N(0, 1)) in nats, elementwise.

    Inputs and outputs are float tensors of one shape.

    >>> _, kl = sample_and_kl(torch.tensor([0.0, 1.0]), torch.tensor([0.0, -2.0]))
    >>> kl
    tensor([0.0000, 1.0677])
    """
    noise = torch.randn_like(mean)
    z = mean + torch.exp(0.5 * log_variance) * noise  # σ = e^(½ log σ²)
    # ½ (e^v + μ² − 1 − v) with v = log σ², in a form that rounding keeps at 0 or more:
    kl = 0.5 * (torch.expm1(log_variance) - log_variance + mean**2)
    return z, kl


# --8<-- [end:copy]


# --8<-- [start:log-std]
def sample_and_kl_by_log_std(mean, log_std):
    """The same from log σ.

    >>> mean, log_std = torch.tensor([0.0, 1.0]), torch.tensor([0.0, -1.0])
    >>> sample_and_kl_by_log_std(mean, log_std)[1]
    tensor([0.0000, 1.0677])
    """
    noise = torch.randn_like(mean)
    z = mean + torch.exp(log_std) * noise  # σ = e^(log σ)
    kl = 0.5 * (torch.expm1(2 * log_std) - 2 * log_std + mean**2)
    return z, kl


# --8<-- [end:log-std]
