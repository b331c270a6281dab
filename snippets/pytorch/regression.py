"""A mean and a σ at every x: the β-NLL."""

# --8<-- [start:losses]
import math

import torch


def beta_nll(y, mean, log_variance, beta=0.5):
    """−log N(y; μ, σ²) without its constant, times σ^(2β) held fixed; elementwise.

    All three are float tensors of one shape. `beta` 0 is the plain likelihood, in nats;
    with 1 the mean has the gradient of half a squared error (Seitzer et al. 2022).
    Raises ValueError if shapes differ, and for a `beta` outside of 0 … 1.

    >>> y, mean, log_variance = torch.tensor([[3.0], [1.0], [-4.0]])
    >>> mean.requires_grad_()
    tensor([1.], requires_grad=True)
    >>> for beta in (0, 0.5, 1):
    ...     loss = beta_nll(y, mean, log_variance, beta)
    ...     (by_mean,) = torch.autograd.grad(loss, mean)
    ...     print(beta, f"{by_mean.item():.1f}")
    0 -109.2
    0.5 -14.8
    1 -2.0
    """
    if not y.shape == mean.shape == log_variance.shape:
        shapes = [tuple(each.shape) for each in (y, mean, log_variance)]
        raise ValueError(f"y, mean, log_variance are {shapes}; expected one shape")
    if not 0 <= beta <= 1:
        raise ValueError(f"beta is {beta!r}; expected a number from 0 to 1")
    nll = 0.5 * (log_variance + (y - mean) ** 2 * torch.exp(-log_variance))
    return torch.exp(beta * log_variance).detach() * nll


def student_t_nll(y, mean, log_scale, degrees=4.0):
    """−log of a Student-t density in nats, elementwise: for targets with outliers.

    All three are float tensors of one shape. `log_scale` is the logarithm of the scale:
    a log σ head works. The larger `degrees`, a number above 0, the nearer the
    density is to N(mean, scale²). Raises ValueError if shapes differ.

    >>> y, zero = torch.tensor([1.0, 100.0]), torch.zeros(2)
    >>> student_t_nll(y, zero, zero)  # the Normal's: 1.42, 5000.92
    tensor([ 1.5387, 20.5419])
    """
    if not y.shape == mean.shape == log_scale.shape:
        shapes = [tuple(each.shape) for each in (y, mean, log_scale)]
        raise ValueError(f"y, mean, log_scale are {shapes}; expected one shape")
    half = (degrees + 1) / 2
    constant = 0.5 * math.log(degrees * math.pi) + math.lgamma(degrees / 2)
    constant -= math.lgamma(half)
    squares = ((y - mean) * torch.exp(-log_scale)) ** 2
    return constant + log_scale + half * torch.log1p(squares / degrees)


# --8<-- [end:losses]
