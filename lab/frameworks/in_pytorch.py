"""PyTorch's answers to the cases."""

from unittest import mock

import torch

from lab.frameworks.cases import DTYPES, by_name, function_of, named, trained
from snippets.pytorch import (
    decoder_variance,
    learning_rates,
    noise_form,
    one_sample_kl,
    regression,
    reparameterize,
    short_answer,
    soft_clamp,
    softplus,
    two_normals,
)

MODULES = by_name(
    decoder_variance,
    learning_rates,
    noise_form,
    one_sample_kl,
    regression,
    reparameterize,
    short_answer,
    soft_clamp,
    softplus,
    two_normals,
)


NAMES = {"learning_rate": "lr", "epsilon": "eps"}
OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
}


def steps_of(case, moved):
    """The answers to a case with an optimizer."""
    old = {NAMES.get(name, name): value for name, value in case.settings.items()}

    def take_steps(settings, weights, gradients, dtype):
        kind = {"dtype": getattr(torch, dtype)}
        weights = torch.tensor(weights, **kind, requires_grad=True)
        optimizer = OPTIMIZERS[case.optimizer]([weights], **settings)
        for gradient in gradients:
            weights.grad = torch.tensor(gradient, **kind)
            optimizer.step()
        return weights.detach().numpy()

    return trained(case, take_steps, old, moved(old, case.optimizer))


def answers(case, faulty=False):
    """What a case gives: {dtype: arrays by name}; with a wrong ½ where `faulty`."""
    function = function_of(case, MODULES, faulty)
    if case.optimizer:
        return steps_of(case, function)
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
