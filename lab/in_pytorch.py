"""PyTorch's answers to the cases."""

from unittest import mock

import torch

from lab.framework_cases import DTYPES, by_name, function_of, named
from snippets.pytorch import (
    decoder_variance,
    noise_form,
    regression,
    reparameterize,
    short_answer,
    soft_clamp,
    softplus,
    two_normals,
)

MODULES = by_name(
    decoder_variance,
    noise_form,
    regression,
    reparameterize,
    short_answer,
    soft_clamp,
    softplus,
    two_normals,
)


def answers(case, faulty=False):
    """What a case gives: {dtype: arrays by name}; with a wrong ½ where `faulty`."""
    function = function_of(case, MODULES, faulty)
    found = {}
    for dtype in DTYPES:
        kind = {"dtype": getattr(torch, dtype)}
        arrays = [
            torch.tensor(array, **kind, requires_grad=True)
            for array in case.arrays.values()
        ]
        noise = torch.tensor(0 if case.draws is None else case.draws, **kind)
        with mock.patch("torch.randn_like", lambda _, noise=noise: noise):
            outputs = function(*case.given, *arrays, **case.settings)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        how = {"retain_graph": True, "allow_unused": True, "materialize_grads": True}
        gradients = [torch.autograd.grad(each.sum(), arrays, **how) for each in outputs]
        outputs = [each.detach() for each in outputs]
        found[dtype] = named(case, outputs, gradients)
    return found
