"""Claims of tutorial/measured.md on the noise of three gradients that agree in the mean."""

import functools
import math

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, equivalence
from lab.trained_models import stored_images, stored_networks
from snippets.cvae import make_decoder, make_encoder
from snippets.gradient_noise import gradients
from snippets.parameterization import log_std

claim = functools.partial(claim, page="tutorial/measured.md")
ONE_SAMPLE, CLOSED, STICKING = "one-sample KL", "closed form", "sticking the landing"
BY = ("μ", "log σ")
DRAWS, FEW, SEED = 8, 4, 1704


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
    "If q is the exact posterior of a Normal model, the sticking-the-landing gradient is 0 for every draw, to within"
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


# The tutorial's model, trained in full


def initial_networks():
    tf.keras.utils.set_random_seed(0)
    return make_encoder(), make_decoder()


def trained_networks():
    return stored_networks("log_variance")


@functools.cache
def variances(networks, draws):
    """Of each gradient over some noises, summed over the latent dimensions: {name: {"μ": (images,), "log σ": (images,)}}."""
    encoder, decoder = networks()
    images = tf.constant(stored_images())
    mean, raw = tf.split(encoder(images), 2, axis=-1)
    log_sigma = log_std(raw)

    def log_likelihood_of_images(z):
        cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(images, decoder(z))
        return -tf.reduce_sum(cross_entropy, axis=(1, 2, 3))

    drawn = tf.function(functools.partial(gradients, log_likelihood_of_images))
    noises = tf.random.stateless_normal((draws, *mean.shape), (SEED, 0))
    found = [drawn(mean, log_sigma, noise) for noise in noises]
    by_draw = {name: np.float64([one[name] for one in found]) for name in found[0]}
    return {
        name: dict(zip(BY, np.var(each, axis=0, ddof=1).sum(axis=-1), strict=True))
        for name, each in by_draw.items()
    }


WITHIN = 0.1  # of the one-sample form's variance; set after a look at other draws


@claim(
    "With a trained model, the sticking-the-landing gradient has a smaller variance than the one-sample gradient. The"
    f" closed form's gradient has the variance of the one-sample gradient to within {100 * WITHIN:g} % (median ratios over test images, with respect to μ and to log σ).",
    of=(trained_networks, DRAWS, CLOSED, STICKING),
    controls={
        "before training": (initial_networks, FEW, CLOSED, STICKING),
        "the closed form called sticking the landing": (
            trained_networks,
            DRAWS,
            CLOSED,
            CLOSED,
        ),
        "the two exchanged": (trained_networks, DRAWS, STICKING, CLOSED),
    },
)
def test_late_gradient_noise(thing):
    networks, draws, closed, sticking = thing
    found = variances(networks, draws)
    parts = {}
    for name, of, margin, around in (
        (CLOSED, closed, WITHIN, 1),
        (STICKING, sticking, 0.45, 0.45),
    ):
        for by in BY:
            ratio = found[of][by] / found[ONE_SAMPLE][by]
            parts[f"{name}, {by}"] = equivalence(
                ratio, margin=margin, around=around, unit="-fold", seeds=[SEED]
            )
    return parts
