"""PyTorch's answers to the cases."""

from unittest import mock

import torch

import snippets.pytorch.decoder_variance
import snippets.pytorch.learning_rates
import snippets.pytorch.noise_form
import snippets.pytorch.one_sample_kl
import snippets.pytorch.regression
import snippets.pytorch.reparameterize
import snippets.pytorch.short_answer
import snippets.pytorch.soft_clamp
import snippets.pytorch.softplus
import snippets.pytorch.two_normals
from lab.frameworks.cases import DTYPES, function_of, named, trained
from lab.studies.broken_trainings import names_found

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
    """The answers to a case: {dtype: arrays by name}; with a wrong ½ if `faulty`."""
    function = function_of(case, snippets.pytorch, faulty)
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


def first_aid_names():
    """What `first_aid` finds after each small training, as `names_found` says it."""
    return names_found("PyTorch")
