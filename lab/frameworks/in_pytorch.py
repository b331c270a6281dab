"""PyTorch's answers to the cases."""

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
from lab.frameworks.adapter import Adapter

NAMES = {"learning_rate": "lr", "epsilon": "eps"}
OPTIMIZERS = {
    "sgd": torch.optim.SGD,
    "adam": torch.optim.Adam,
    "adamw": torch.optim.AdamW,
}


def array(values, dtype):
    return torch.tensor(values, dtype=getattr(torch, dtype), requires_grad=True)


def differentiate(function, arrays):
    outputs = function(*arrays)
    how = {"retain_graph": True, "allow_unused": True, "materialize_grads": True}
    gradients = [torch.autograd.grad(each.sum(), arrays, **how) for each in outputs]
    return [each.detach() for each in outputs], gradients


def take_steps(name, settings, weights, gradients):
    optimizer = OPTIMIZERS[name]([weights], **settings)
    for gradient in gradients.detach():
        weights.grad = gradient
        optimizer.step()
    return weights.detach().numpy()


answers = Adapter(
    snippets.pytorch,
    "torch.randn_like",
    array,
    differentiate,
    take_steps,
    lambda settings: {NAMES.get(name, name): settings[name] for name in settings},
).answers
