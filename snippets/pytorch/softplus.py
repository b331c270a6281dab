"""σ = softplus(h): its logarithm for every h."""

# --8<-- [start:softplus]
import math

import torch
from torch.nn.functional import softplus


def log_softplus(raw):
    """log σ for σ = softplus(h) = log(1 + exp(h)); same shape and dtype as `raw`.

    Far below zero softplus underflows: its log is −∞ there, and the gradient NaN or
    infinite. But log softplus(h) = h − exp(h)/2 + …, so if exp(h) is below the
    machine epsilon it is h, to within rounding. A NaN in `raw` stays NaN. Raises
    TypeError unless `raw` is floating.

    >>> raw = torch.tensor([-200.0, -2.0, 0.0, 3.0])
    >>> log_softplus(raw)
    tensor([-200.0000,   -2.0641,   -0.3665,    1.1147])
    >>> torch.log(softplus(raw))  # the same, but for −200
    tensor([   -inf, -2.0641, -0.3665,  1.1147])
    """
    raw = torch.as_tensor(raw)
    if not raw.is_floating_point():
        raise TypeError(f"raw is {raw.dtype}; expected a floating dtype")
    far = raw < math.log(torch.finfo(raw.dtype).eps)
    near = raw.masked_fill(far, 0.0)  # keeps NaN out of the gradient
    # Above its threshold, 20 by default, softplus returns h: too inexact for float64.
    return torch.where(far, raw, torch.log(softplus(near, threshold=40)))


# --8<-- [end:softplus]
