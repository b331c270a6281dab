"""The two models whose weights are kept: their ELBO is the recorded one, and how far the printed mean of it varies."""

import functools
import math
from dataclasses import replace
from unittest import mock

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact
from lab.data import digits, only_on_mnist
from lab.experiments import FIRST_STEPS
from lab.records import as_result, final_elbo
from lab.trained_models import HEADS, MODELS, read, stored_networks
from snippets.batch_means import image_weights, mean_of_batch_means, mean_per_image
from snippets.cvae import elbo_terms
from snippets.training import evaluate
from tests.claims.full_scale import EPOCHS, full_scale

claim = functools.partial(claim, page="tutorial/plane.md")
BATCH_APART = 0.01  # nats; set after the runs, which differed by less than a thousandth
REPEATED = 1.0  # nats: the margin of the record's heads
ELBO_APART = 0.01  # nats: sums of float32 on another machine
DIGITS = 10_000  # test images


@functools.cache
def kept():
    """{head: Result} of the trainings whose weights are kept. Their record does not say when they finished."""
    runs = read().content
    return {head: as_result({"finished": ""} | runs[head]) for head in HEADS}


def of_seed(seed):
    """{head: Result} of the record's runs."""
    runs = {run.config: run for run in full_scale()}
    return {head: runs[replace(MODELS[head], seed=seed)] for head in HEADS}


@functools.cache
def stored_elbo(head, seed, count=DIGITS):
    """One-sample ELBO of the first test images in nats, float32 (count,), with the noise of this seed."""
    without_xla = tf.function(elbo_terms)  # XLA compiles for longer than this takes
    with mock.patch("snippets.training.compiled_elbo_terms", without_xla):
        images = digits().test[:count]
        reconstruction, kl = evaluate(*stored_networks(head), images, head, seed)
    return reconstruction - kl


@claim(
    f"The weights kept on this site reach the test ELBO that their training recorded, to within {ELBO_APART:g} nats (same noise).",
    of=HEADS,
    controls={"the recorded ELBO of the other head": HEADS[::-1]},
)
def test_kept_weights_give_the_recorded_elbo(recorded):
    only_on_mnist()
    parts = {}
    for head, name in zip(HEADS, recorded, strict=True):
        found, expected = stored_elbo(head, seed=0), final_elbo(kept()[name])
        limits = expected - ELBO_APART, expected + ELBO_APART
        about = {"unit": "nats", "n": len(found), "seeds": [0]}
        parts[head] = bound(found.mean(), *limits, **about)
    return parts


def after_two_epochs():
    return {head: replace(run, history=run.history[:2]) for head, run in kept().items()}


@claim(
    "Trained again on another processor, the two models nearly repeat the record's runs of seed 0: the ELBO of each of the first"
    f" {FIRST_STEPS} batches agrees within {BATCH_APART:g} nats, and the test ELBO after {EPOCHS} epochs within {REPEATED:g} nat.",
    of=kept,
    controls={
        "seed 1": lambda: of_seed(1),
        "stopped after two epochs": after_two_epochs,
    },
)
def test_kept_runs_repeat_the_record(again):
    record, found = of_seed(0), functools.partial(bound, unit="nats", seeds=[0])
    parts = {}
    for head, run in again().items():
        steps = np.subtract(run.first_steps, record[head].first_steps)
        end = final_elbo(run) - final_elbo(record[head])
        parts[f"{head}, first batches"] = found(
            np.max(np.abs(steps)), at_most=BATCH_APART, n=FIRST_STEPS
        )
        parts[f"{head}, after the last epoch"] = found(abs(end), at_most=REPEATED)
    return parts


# The printed mean

AGAIN = 2_000  # of the test images are evaluated again
MOVES_LESS, MOVES_MORE = 0.1, 0.01  # nats


def twice(n=DIGITS):
    """The ELBO of the first n test images, that of the first AGAIN of them with other noise, and how often the printed mean counts each of the n."""
    first = np.float64(stored_elbo(HEADS[0], seed=0)[:n])
    second = np.float64(stored_elbo(HEADS[0], seed=1, count=AGAIN)[:n])
    return first, second, image_weights(n)


def once():
    """One evaluation copied, and a mean that counts each image once."""
    first, second, weights = twice()
    return first, first[: len(second)], np.ones_like(weights)


def one_image():
    """As if all images were the first one, but for their noise."""
    first, second, weights = twice()
    noise = (first[: len(second)] - second) / 2
    return np.resize(first[0] + noise, DIGITS), first[0] - noise, weights


@claim(
    f"The printed ELBO varies by hundredths of a nat: the shuffle and the noise each move it by less than {MOVES_LESS:g} nats, and together"
    f" by more than {MOVES_MORE:g}. Another choice of {DIGITS:,} digits moves it by more than {MOVES_LESS:g} (standard deviations of a"
    " trained model's ELBO).",
    page="tutorial/measured.md",
    of=twice,
    controls={
        "500 images": lambda: twice(500),
        "one evaluation, copied, and each image counted once": once,
        "one image in place of all": one_image,
    },
)
def test_printed_decimals(evaluations):
    only_on_mnist()
    first, second, weights = evaluations()
    n = len(first)
    # The standard deviation over all orders of the images.
    shuffle = weights.std() * first.std() / math.sqrt(n - 1)
    noise = math.sqrt(np.mean((first[: len(second)] - second) ** 2) / 2 / n)
    digits = first.std(ddof=1) / math.sqrt(n)
    found = functools.partial(bound, unit="nats", seeds=[0, 1])
    return {
        "shuffle": found(shuffle, at_most=MOVES_LESS, n=n),
        "noise": found(noise, at_most=MOVES_LESS, n=len(second)),
        "together": found(math.hypot(shuffle, noise), at_least=MOVES_MORE),
        "other digits": found(digits, at_least=MOVES_LESS, n=n),
    }


# Whom the printed mean counts twice

BATCHES, FULL, LAST = 313, 32, 16


@functools.cache
def counted(mean, position):
    """How often `mean` counts the image at `position` of the DIGITS: DIGITS times its weight, float32."""
    values = np.zeros(DIGITS, np.float32)
    values[position] = DIGITS
    return np.float32(mean(values))


@claim(
    "The mean over batch means counts an image of the smaller last batch almost twice: Keras's `Mean` counts it"
    f" {DIGITS:,}/({BATCHES} · {LAST}) times, and any other image {DIGITS:,}/({BATCHES} · {FULL}) times. With `sample_weight` set to the"
    " batch's number of images it counts every image once.",
    page="tutorial/measured.md",
    of=(mean_of_batch_means, mean_per_image),
    controls={
        "each batch weighs its number of images": (mean_per_image, mean_per_image),
        "no `sample_weight`": (mean_of_batch_means, mean_of_batch_means),
    },
)
def test_last_batch_counts_double(means):
    printed, weighted = means
    of_last, of_others = np.float32(DIGITS / (BATCHES * np.array([LAST, FULL])))
    return {
        "last batch": exact(counted(printed, -1), of_last),
        "other batches": exact(counted(printed, 0), of_others),
        "last batch, weighted": exact(counted(weighted, -1), np.float32(1)),
        "other batches, weighted": exact(counted(weighted, 0), np.float32(1)),
    }
