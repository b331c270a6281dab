"""The log-probability of an action that a tanh keeps between −1 and 1."""

# --8<-- [start:tanh]
import math

import torch


def tanh_log_prob(before_tanh, mean, log_std):
    """log p(a) of a = tanh(u), where u is drawn from N(mean, e^(2 log_std)); in nats.

    `before_tanh` is u, not the action. All three are float tensors that broadcast; the
    result is elementwise, so sum it over an action's dimensions. It is
    log N(u) − log(1 − tanh² u), with that logarithm as 2 (log 2 − u − softplus(−2u)),
    which is finite where tanh u rounds to ±1 (TensorFlow Probability's `Tanh` uses it).

    >>> u = torch.tensor([0.5, 20.0])
    >>> tanh_log_prob(u, mean=u, log_std=torch.zeros(2))
    tensor([-0.6787, 37.6948])
    >>> torch.atanh(torch.tanh(u))  # tanh(20) rounds to 1: u is lost
    tensor([0.5000,    inf])
    """
    noise = (before_tanh - mean) * torch.exp(-log_std)
    log_normal = -0.5 * (noise**2 + math.log(2 * math.pi)) - log_std
    softplus = torch.nn.functional.softplus(-2 * before_tanh)
    return log_normal - 2 * (math.log(2) - before_tanh - softplus)


# --8<-- [end:tanh]
