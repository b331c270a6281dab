"""The recipe in PyTorch: on a CPU, one thread, deterministic algorithms."""

import contextlib

import numpy as np
import torch
from torch import nn

from lab.frameworks import twins
from lab.frameworks.twins import EPSILON, LATENTS, PIXELS, RATE, SEED, WIDTH, batches
from snippets.pytorch.learning_rates import moved
from snippets.pytorch.noise_form import elbo_terms
from snippets.pytorch.two_heads import split_last_layer

OPTIMIZERS = {"adam": torch.optim.Adam, "sgd": torch.optim.SGD}


def network():
    """Features of an image, mean layer, head, and decoder."""
    torch.manual_seed(SEED)
    wide, relu = nn.Linear(PIXELS, WIDTH), nn.ReLU()
    encoder = nn.Sequential(wide, relu, nn.Linear(WIDTH, 2 * LATENTS))
    decoder = nn.Sequential(nn.Linear(LATENTS, WIDTH), relu, nn.Linear(WIDTH, PIXELS))
    return *split_last_layer(encoder), decoder


@contextlib.contextmanager
def repeatable():
    """Inside, what is computed twice gives the same bits."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    try:
        yield
    finally:
        torch.set_num_threads(threads)
        torch.use_deterministic_algorithms(False)


def flat(weights):
    return np.concatenate([weight.detach().numpy().ravel() for weight in weights])


def settings_of(optimizer, rate, epsilon):
    return {"lr": rate} | ({"eps": epsilon} if optimizer == "adam" else {})


def training(optimizer, first=None, rate=RATE, epsilon=EPSILON):
    """The steps of a training as `twins.compare` takes them."""
    features, mean_layer, head, decoder = network()
    parts = features, mean_layer, decoder
    rest = [weight for part in parts for weight in part.parameters()]
    factor, group = 1, {"params": [*head.parameters()]}
    usual = settings_of(optimizer, RATE, EPSILON)
    if first:
        with torch.no_grad():
            for weight in head.parameters():
                weight *= first / 2
        own = moved(settings_of(optimizer, rate, epsilon), optimizer)
        factor, group = 2, group | own
    steps = OPTIMIZERS[optimizer]([{"params": rest}, group], **usual)
    for images, noise in batches():
        images = torch.from_numpy(images)
        found = features(images)
        gaussian = mean_layer(found), factor * head(found), torch.from_numpy(noise)
        reconstruction, kl = elbo_terms(decoder, images, *gaussian)
        loss = torch.mean(kl - reconstruction)
        steps.zero_grad()
        loss.backward()
        steps.step()
        yield loss.item(), flat(rest), flat(group["params"])


@repeatable()
def compare(recipe):
    """As `twins.compare`."""
    return twins.compare(training, recipe)
