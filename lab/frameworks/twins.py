"""Two trainings of a small dense VAE, with a log σ² and a log σ head, to check the recipe in PyTorch and JAX."""

import functools

import numpy as np

from lab.data import digits

SEED, STEPS, BATCH_SIZE = 0, 20, 4
PIXELS, WIDTH, LATENTS = 28 * 28, 16, 2
RATE = 1e-4  # the tutorial's
EPSILON = 1e-3  # so large that the trainings depend on it
# The optimizer, what multiplies the head's initial weights before the recipe halves them, and the rate and the epsilon
# that the recipe is given. The recipe undoes a change of this kind, so that the setting stays as it is for log σ².
RECIPES = {
    "Adam": ("adam", 1, RATE, EPSILON),
    "SGD": ("sgd", 1, RATE, EPSILON),
    "Adam, ε unchanged": ("adam", 1, RATE, EPSILON / 2),
    "Adam, its step unchanged": ("adam", 1, 2 * RATE, EPSILON),
    "Adam, initial weights unchanged": ("adam", 2, RATE, EPSILON),
    "SGD, its step unchanged": ("sgd", 1, 4 * RATE, EPSILON),
}


@functools.cache
def batches():
    """Images (batch, PIXELS) and noise (batch, LATENTS) of each step, both float32."""
    random, images = np.random.default_rng(SEED), digits().train
    chosen = random.permutation(len(images))[: STEPS * BATCH_SIZE]
    noise = random.standard_normal((STEPS, BATCH_SIZE, LATENTS), np.float32)
    images = images[chosen].reshape(STEPS, BATCH_SIZE, PIXELS)
    return [*zip(images, noise, strict=True)]


@functools.cache
def by_log_variance(training, optimizer):
    """All steps of the log σ² head's training, which several recipes are compared with."""
    return [*training(optimizer)]


@functools.cache  # a claim asks for the whole recipe with each of its controls
def compare(training, recipe):
    """How far the log σ head repeats the log σ² head under one of RECIPES, up to the first step with another loss.

    `training` maps an optimizer and a recipe's arguments, or none for log σ², to an iterator over its steps: loss,
    weights but for the head, and weights of the head.
    """
    optimizer, *arguments = RECIPES[recipe]
    steps = zip(
        by_log_variance(training, optimizer),
        training(optimizer, *arguments),
        strict=True,
    )
    equal_steps = 0
    for (loss, rest, head), (its_loss, its_rest, its_head) in steps:
        differ = np.sum(rest != its_rest) + np.sum(head != 2 * its_head)
        if loss != its_loss:
            break
        equal_steps += 1
    return {"equal steps": equal_steps, "weights that differ": int(differ)}
