"""Two trainings of the tutorial's network, with a log σ² and a log σ head, to check the recipe in PyTorch and JAX."""

import functools

import numpy as np

from snippets.mnist import load_digits

SEED, STEPS, BATCH_SIZE = 0, 30, 8
RATE, EPSILON = 1e-4, 1e-8  # the tutorial's, and the default of PyTorch and of Optax
RECIPES = {  # the optimizer, and which setting of the log σ head is left as it is for log σ²
    "Adam": ("adam", None),
    "SGD": ("sgd", None),
    "Adam, ε left alone": ("adam", "epsilon"),
    "Adam, its step left alone": ("adam", "rate"),
    "Adam, first weights left alone": ("adam", "first weights"),
    "SGD, its step left alone": ("sgd", "rate"),
}


@functools.cache
def batches():
    """Images (batch, 28, 28, 1) and noise (batch, 2) of each step, both float32."""
    random, images = np.random.default_rng(SEED), load_digits().train
    chosen = random.permutation(len(images))[: STEPS * BATCH_SIZE]
    noise = random.standard_normal((STEPS, BATCH_SIZE, 2), np.float32)
    images = images[chosen].reshape(STEPS, BATCH_SIZE, 28, 28, 1)
    return [*zip(images, noise, strict=True)]


def alike(trained, recipe):
    """How far the log σ head repeats the log σ² head under one of RECIPES.

    `trained` maps an optimizer, how many raw outputs h make a log σ², and the setting that is left alone to the
    training's losses, weights but for the head, and weights of the head.
    """
    optimizer, left_alone = RECIPES[recipe]
    losses, rest, head = trained(optimizer, 1)
    its_losses, its_rest, its_head = trained(optimizer, 2, left_alone)
    same = np.array(losses) == np.array(its_losses)
    differ = np.sum(rest != its_rest) + np.sum(head != 2 * its_head)
    return {
        "steps alike": int(np.argmin(same)) if not same.all() else len(same),
        "weights that differ": int(differ),
    }
