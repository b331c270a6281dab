"""Which latent dimensions carry nothing, and two ways to give them time or room."""

# --8<-- [start:collapse]
import torch


def kl_by_dimension(mean, log_variance):
    """KL of N(mean, e^log_variance) from N(0, 1), for each latent dimension, in nats.

    The mean over the batch of the closed form (Kingma & Welling 2013, Appendix B). Both
    are float tensors (batch, d); the result is (d,). A dimension near 0 is not used.

    >>> mean = torch.tensor([[2.0, 0.02], [-2.0, -0.02]])
    >>> log_variance = torch.tensor([[-3.0, 0.0], [-3.0, 0.0]])
    >>> print(*(f"{kl:.4f}" for kl in kl_by_dimension(mean, log_variance)))
    3.0249 0.0002
    """
    kl = 0.5 * (torch.expm1(log_variance) - log_variance + mean**2)
    return kl.mean(dim=0)


def free_bits(kl, least):
    """The sum of the KL over the dimensions. In each, `least` nats are free.

    `kl` is (batch, d), in nats. If a dimension's mean over the batch is below `least`,
    it counts as `least` and has no gradient (Kingma et al. 2016, arXiv 1606.04934).

    >>> free_bits(torch.tensor([[3.0, 0.01], [2.0, 0.03]]), least=0.25)
    tensor(2.7500)
    """
    return kl.mean(dim=0).clamp(min=least).sum()


def warm_up(step, steps):
    """The KL's weight β at a step: from 0 to 1 in `steps` steps, then 1.

    Raises ValueError unless `steps` is positive.

    >>> [warm_up(step, 1000) for step in (0, 250, 1000, 5000)]
    [0.0, 0.25, 1.0, 1.0]
    """
    if steps <= 0:
        raise ValueError(f"steps is {steps}; expected a positive number")
    return min(1.0, step / steps)


# --8<-- [end:collapse]
