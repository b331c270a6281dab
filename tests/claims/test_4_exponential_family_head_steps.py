"""Claims of reasons/4-exponential-family.md on a head's stable rate: that of h, divided by κ = ‖f‖² + 1.

The images are the 300 that the record of trained models keeps, so these claims need no data set.
"""

import functools

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound
from lab.trained_models import HEADS, SHOWN, stored_images, stored_networks
from snippets.curvature import kl_to_target
from snippets.cvae import make_encoder
from snippets.parameterization import log_std

PAGE = "reasons/4-exponential-family.md"
STARTS = range(16, 32)  # a first look took the seeds 0 to 15, and found 3 to 7
AT_START = 10  # κ at the start is at most this; fixed before these seeds were tried
TRAINED = 50, 200  # and after training between these; a first look found 64 to 125
STABLE = {"log_std": 1.0, "log_variance": 4.0}  # for h itself, by the curvature
NEAR = 0.05  # how far below and above its limit a rate is tried
FEW = 10  # images whose head is trained
AWAY = 1e-4  # of h from its optimum, where a descent begins
STEPS = 20


@functools.cache
def at_start(seed):
    tf.keras.utils.set_random_seed(seed)
    return features(make_encoder())


@functools.cache
def after_training(head):
    return features(stored_networks(head)[0])


def features(encoder):
    """What the encoder's last layer is given for each stored image, float64 (SHOWN, features)."""
    below = stored_images()
    for layer in encoder.layers[:-1]:
        below = layer(below)
    return np.float64(below)


def kappa(features):
    return np.sum(features**2, axis=1) + 1


@claim(
    "Before training, $\\kappa=\\lVert f\\rVert^2+1$ of the median image is"
    f" at most {AT_START} in the tutorial's encoder, with each of {len(STARTS)} sets of initial weights. After the full-scale training, κ is"
    f" between {TRAINED[0]} and {TRAINED[1]} for at least nineteen of twenty images, with either head (one seed).",
    page=PAGE,
    of=(at_start, after_training),
    controls={
        "the trained features before training": (
            lambda seed: after_training(HEADS[0]),
            after_training,
        ),
        "the initial features after training": (at_start, lambda head: at_start(16)),
        "features four times as large": (
            lambda seed: 4 * at_start(seed),
            lambda head: 4 * after_training(head),
        ),
    },
)
def test_kappa_grows_in_training(thing):
    before, after = thing
    medians = [np.median(kappa(before(seed))) for seed in STARTS]
    largest = bound(round(max(medians), 1), at_most=AT_START, n=SHOWN, seeds=STARTS)
    parts = {"before, largest median": largest}
    for head in HEADS:
        low, middle, high = np.percentile(kappa(after(head)), [2.5, 50, 97.5])
        about = {"n": SHOWN, "seeds": [0]}
        parts |= {
            f"{head}, median": bound(round(middle), at_least=TRAINED[0], **about),
            f"{head}, 2.5 %": bound(round(low), at_least=TRAINED[0], **about),
            f"{head}, 97.5 %": bound(round(high), at_most=TRAINED[1], **about),
        }
    return parts


@tf.function(autograph=False)
def slope_of_kl(raw, head):
    """∂KL/∂h of a head's raw outputs, elementwise."""
    with tf.GradientTape() as tape:
        tape.watch(raw)
        loss = kl_to_target(tf.exp(log_std(raw, head)))
    return tape.gradient(loss, raw)


def comes_closer(features, head, rates):
    """By which factor gradient descent in the weights and the bias of a head changes h's distance from its optimum.

    features: float64 (n, features). rates: (n,). A descent for each image: float64 (n,).
    """
    kernel, bias = np.zeros_like(features), np.full(len(features), AWAY)
    for _ in range(STEPS):
        raw = np.sum(kernel * features, axis=1) + bias
        moved = rates * slope_of_kl(tf.constant(raw), head).numpy()
        kernel -= moved[:, None] * features
        bias -= moved
    return np.abs(np.sum(kernel * features, axis=1) + bias) / AWAY


@claim(
    "A head divides the largest stable rates by κ: descents in its weights and bias, on the features of one image, approach"
    f" the optimum at a rate {100 * NEAR:g} % below $1/\\kappa$ for log σ and $4/\\kappa$ for log σ², and move away from it {100 * NEAR:g} % above."
    f" Tried on {FEW} images, before training and after.",
    page=PAGE,
    of=kappa,
    controls={
        "the limits of h itself": lambda features: np.ones(len(features)),
        "κ without the bias": lambda features: kappa(features) - 1,
        "κ ten times as large": lambda features: 10 * kappa(features),
    },
)
def test_head_divides_the_rate(kappa_of):
    parts = {}
    few = {"before": at_start(STARTS[0])[:FEW], "after": after_training(HEADS[0])[:FEW]}
    about = {"n": FEW, "descriptive": True}
    for when, images in few.items():
        for head, limit in STABLE.items():
            rates = np.outer([1 - NEAR, 1 + NEAR], limit / kappa_of(images))
            changes = comes_closer(np.tile(images, (2, 1)), head, rates.ravel())
            below, above = changes.reshape(2, FEW)
            name = f"{head}, {when}"
            parts[f"{name}, below"] = bound(max(below), at_most=1, **about)
            parts[f"{name}, above"] = bound(min(above), at_least=1, **about)
    return parts
