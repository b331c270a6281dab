"""Claims of reasons/4-exponential-family.md on the noise of three gradients that agree in the mean."""

import functools
import math

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, equivalence, statistical
from lab.data import only_on_mnist
from lab.experiments import Config, trained
from snippets.cvae import make_decoder, make_encoder
from snippets.gradient_noise import gradients
from snippets.mnist import load_digits
from snippets.parameterization import log_std

claim = functools.partial(claim, page="reasons/4-exponential-family.md")
ONE_SAMPLE, CLOSED, STICKING = "one-sample KL", "closed form", "sticking the landing"
BY = ("μ", "log σ")
IMAGES, DRAWS, SEED = 60, 24, 1703


# An exact posterior

PLACES = 12
EXACT = 10**-PLACES  # nats by the parameter's unit, in float64
POSTERIOR = 1.2, 0.2  # μ and σ² of z given x = 1.5, where z ~ N(0, 1) and x ~ N(z, ¼)
MANY = 200_000


def log_likelihood(z, x=1.5):
    """log N(x; z, ¼) in nats, up to a constant."""
    return -2 * tf.reduce_sum((x - z) ** 2, axis=-1)


@functools.cache
def by_normal_model(mean, variance):
    """{name: ∂ELBO/∂(μ, log σ)} for MANY draws, float64 tensors (MANY, 1)."""
    noise = tf.constant(np.random.default_rng(SEED).normal(size=(MANY, 1)))
    mean = tf.fill((MANY, 1), tf.constant(mean, tf.float64))
    log_sigma = tf.fill((MANY, 1), tf.constant(0.5 * math.log(variance), tf.float64))
    return gradients(log_likelihood, mean, log_sigma, noise)


def of_normal_model(name, mean, variance):
    """The gradients of one name, float64 (MANY,) each."""
    return [each.numpy()[:, 0] for each in by_normal_model(mean, variance)[name]]


@claim(
    "Where q is the exact posterior of a Normal model, the gradient that sticks the landing is 0 for every draw, to"
    f" $10^{{-{PLACES}}}$ in float64.",
    of=(STICKING, *POSTERIOR),
    controls={
        "the one-sample KL": (ONE_SAMPLE, *POSTERIOR),
        "the closed form": (CLOSED, *POSTERIOR),
        "σ² a tenth too large": (STICKING, 1.2, 0.22),
        "μ a little off": (STICKING, 1.21, 0.2),
    },
)
def test_sticking_the_landing_is_still(thing):
    return {
        by: bound(np.max(np.abs(gradient)), at_most=EXACT, n=MANY, seeds=[SEED])
        for by, gradient in zip(BY, of_normal_model(*thing), strict=True)
    }


@claim(
    "Where q is the exact posterior, the gradient of the one-sample form has the Fisher information as its variance:"
    " $1/\\sigma^2$ by μ, and $2$ by log σ.",
    of=(ONE_SAMPLE, *POSTERIOR),
    controls={
        "the closed form": (CLOSED, *POSTERIOR),
        "sticking the landing": (STICKING, *POSTERIOR),
        "σ² a tenth too large": (ONE_SAMPLE, 1.2, 0.22),
    },
)
def test_one_sample_gradient_has_fishers_variance(thing):
    _, variance = POSTERIOR
    expected = {"μ": 1 / variance, "log σ": 2.0}
    return {
        by: statistical(
            gradient**2, expected[by], resolves=0.1 * expected[by], seeds=[SEED]
        )
        for by, gradient in zip(BY, of_normal_model(*thing), strict=True)
    }


# The tutorial's model


@functools.cache
def models(is_trained):
    """An encoder and a decoder, after one short training of log σ² or as they were made."""
    tf.keras.utils.set_random_seed(0)
    encoder, decoder = make_encoder(), make_decoder()
    if is_trained:
        run = trained(Config("log_variance", 0))
        encoder.set_weights(run.encoder)
        decoder.set_weights(run.decoder)
    return encoder, decoder


@functools.cache
def by_draw(is_trained):
    """{name: ∂ELBO/∂(μ, log σ)} for DRAWS noises, float64 (DRAWS, 2 parameters, IMAGES, 2 dimensions)."""
    encoder, decoder = models(is_trained)
    images = tf.constant(load_digits().test[:IMAGES])
    mean, raw = tf.split(encoder(images), 2, axis=-1)
    log_sigma = log_std(raw)

    def log_likelihood_of_images(z):
        cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(images, decoder(z))
        return -tf.reduce_sum(cross_entropy, axis=(1, 2, 3))

    drawn = tf.function(functools.partial(gradients, log_likelihood_of_images))
    noises = tf.random.stateless_normal((DRAWS, *mean.shape), (SEED, 0))
    found = [drawn(mean, log_sigma, noise) for noise in noises]
    return {name: np.float64([one[name] for one in found]) for name in found[0]}


def variances(is_trained, name):
    """Over the draws, summed over the latent dimensions, of each image: {"μ": (IMAGES,), "log σ": (IMAGES,)}."""
    of_images = np.var(by_draw(is_trained)[name], axis=0, ddof=1).sum(axis=-1)
    return dict(zip(BY, of_images, strict=True))


def below_one(is_trained, name, other):
    """The median over images of one variance by another lies between 0 and 1."""
    ours, theirs = variances(is_trained, name), variances(is_trained, other)
    return {
        by: equivalence(
            ours[by] / theirs[by],
            margin=0.5,
            around=0.5,
            unit="-fold",
            seeds=[SEED],
            series={f"{name}, {by}": ours[by], f"{other}, {by}": theirs[by]},
        )
        for by in BY
    }


@claim(
    "On a trained model, sticking the landing makes the gradient's variance smaller than the one-sample form has it, by μ and"
    " by log σ: the median ratio over test images lies between 0 and 1.",
    of=(True, STICKING, ONE_SAMPLE),
    controls={
        "the two exchanged": (True, ONE_SAMPLE, STICKING),
    },
)
def test_sticking_the_landing_after_training(thing):
    only_on_mnist()
    return below_one(*thing)


@claim(
    "Before training the closed form has the smaller variance, by μ and by log σ: its median ratio to the one-sample form"
    " lies between 0 and 1.",
    of=(False, CLOSED, ONE_SAMPLE),
    controls={
        "the two exchanged": (False, ONE_SAMPLE, CLOSED),
    },
)
def test_closed_form_before_training(thing):
    return below_one(*thing)


FOLD = 2


@claim(
    "After training the closed form and the one-sample form are near each other: the median ratio of their gradients'"
    f" variances lies between 1/{FOLD} and {FOLD}, by μ and by log σ.",
    of=(True, CLOSED, ONE_SAMPLE),
    controls={
        "before training": (False, CLOSED, ONE_SAMPLE),
    },
)
def test_closed_form_after_training(thing):
    only_on_mnist()
    is_trained, name, other = thing
    ours, theirs = variances(is_trained, name), variances(is_trained, other)
    return {
        by: equivalence(
            ours[by] / theirs[by],
            margin=(FOLD - 1 / FOLD) / 2,
            around=(FOLD + 1 / FOLD) / 2,
            unit="-fold",
            seeds=[SEED],
        )
        for by in BY
    }
