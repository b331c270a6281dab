"""Claims of tutorial/measured.md on the KL from one sample, and on the ELBO made with it."""

import functools
import math

import numpy as np
import tensorflow as tf
from scipy.stats import binomtest

from evidence.claims import claim
from evidence.measurements import FALSE_FAIL, bound, mean_interval, median, statistical
from lab.records import results
from lab.trained_models import SHOWN, stored_images, stored_networks
from snippets.cvae import elbo_terms_at, make_decoder, make_encoder
from snippets.one_sample_kl import (
    closed_form_kl,
    elbo_estimates,
    one_sample_kl,
    one_sample_kl_variance,
)
from snippets.parameterization import log_std

claim = functools.partial(claim, page="tutorial/measured.md")
HEAD = "log_variance"
DRAWS = 800
ELBO_DRAWS, FEW_DRAWS, ELBO_SEED = 16, 4, 8
MISSES = 0.75  # nats, at least
SHARE = 1, 10  # per cent of the negative ELBO
PLACES = 12
EXACT = 10**-PLACES  # nats


# The KL of one sample


def trained_encoder():
    return stored_networks(HEAD)[0]


@functools.cache
def initial_networks():
    tf.keras.utils.set_random_seed(0)
    return make_encoder(), make_decoder()


def initial_encoder():
    return initial_networks()[0]


@functools.cache
def encoded(encoder):
    """μ and log σ of the stored images, float32 (SHOWN, 2)."""
    mean, raw = tf.split(encoder()(stored_images()), 2, axis=-1)
    return mean, log_std(raw)


def drawn(estimate=one_sample_kl, encoder=trained_encoder):
    """`estimate` for DRAWS noises an image, float64 (DRAWS, n), and the images' μ and log σ."""
    mean, log_sigma = encoded(encoder)
    noise = tf.random.stateless_normal((DRAWS, *mean.shape), (7, 0))
    return np.float64(estimate(mean, log_sigma, noise)), mean, log_sigma


@claim(
    "On average, the one-sample KL of a trained encoder equals the closed form.",
    of=(one_sample_kl, closed_form_kl),
    controls={
        "the closed form reads log σ as log σ²": (
            one_sample_kl,
            lambda mean, log_sigma: closed_form_kl(mean, log_sigma / 2),
        ),
        "the closed form forgets μ": (
            one_sample_kl,
            lambda mean, log_sigma: closed_form_kl(0 * mean, log_sigma),
        ),
        "noise a tenth too large": (
            lambda mean, log_sigma, noise: one_sample_kl(mean, log_sigma, 1.1 * noise),
            closed_form_kl,
        ),
    },
)
def test_one_sample_kl_agrees_in_the_mean(thing):
    estimate, closed_form = thing
    kl, mean, log_sigma = drawn(estimate)
    difference = kl - closed_form(mean, log_sigma).numpy()
    return statistical(
        difference.ravel(), expected=0, resolves=0.04, unit="nats", seeds=[7]
    )


def without_the_mean(mean, log_sigma):
    return one_sample_kl_variance(0 * mean, log_sigma)


@claim(
    "The one-sample KL has the variance of this page's formula: its squared distance from the closed form, in units of"
    " $\\tfrac12(\\sigma^2-1)^2 + \\mu^2\\sigma^2$ summed over the latent dimensions, has mean 1 on a trained encoder.",
    of=(one_sample_kl, one_sample_kl_variance),
    controls={
        "the term with μ is forgotten": (one_sample_kl, without_the_mean),
        "the ½ is forgotten": (
            one_sample_kl,
            lambda mean, log_sigma: (
                one_sample_kl_variance(mean, log_sigma)
                + without_the_mean(mean, log_sigma)
            ),
        ),
        "one noise for both dimensions": (
            lambda mean, log_sigma, noise: one_sample_kl(
                mean, log_sigma, tf.repeat(noise[..., :1], 2, axis=-1)
            ),
            one_sample_kl_variance,
        ),
    },
)
def test_one_sample_kl_has_the_variance(thing):
    estimate, variance = thing
    kl, mean, log_sigma = drawn(estimate)
    squares = (kl - closed_form_kl(mean, log_sigma)) ** 2 / variance(mean, log_sigma)
    return statistical(squares.numpy().ravel(), expected=1, resolves=0.1, seeds=[7])


@claim(
    f"The one-sample KL is noisy: on a trained encoder its root mean square distance from the closed form is at least {MISSES:g} nats.",
    of={},
    controls={
        "an encoder before training": {"encoder": initial_encoder},
        "the closed form in its place": {
            "estimate": lambda mean, log_sigma, noise: closed_form_kl(mean, log_sigma)
        },
    },
)
def test_one_sample_kl_is_noisy(how):
    kl, mean, log_sigma = drawn(**how)
    distance = kl - closed_form_kl(mean, log_sigma).numpy()
    return bound(
        math.sqrt(np.mean(distance**2)),
        at_least=MISSES,
        unit="nats",
        n=distance.size,
        seeds=[7],
    )


# The share of the KL


def share(reconstruction, kl):
    """Share of the KL in what the ELBO costs, in percent."""
    return 100 * kl / (kl - reconstruction)


@claim(
    "The KL is only {} to {} % of the negative ELBO after the full-scale training with log σ², in the median over the seeds. The rest is reconstruction.".format(
        *SHARE
    ),
    of=share,
    controls={
        "reconstruction averaged over pixels, not summed": lambda reconstruction, kl: (
            share(reconstruction / 784, kl)
        ),
        "an encoder that ignores the image": lambda reconstruction, kl: share(
            reconstruction, 0 * kl
        ),
        "the two terms exchanged": lambda reconstruction, kl: share(
            -kl, -reconstruction
        ),
    },
)
def test_share_of_the_kl(share_of):
    ends = {
        run.config.seed: run.history[-1]
        for run in results("docs/evidence/full-scale.json")
        if run.config.parameterization == HEAD
    }
    shares = [share_of(end.reconstruction, end.kl) for end in ends.values()]
    rounding = 1e-9 * np.arange(len(shares))  # equal shares are no independent draws
    return median(
        shares + rounding, at_least=SHARE[0], at_most=SHARE[1], unit="%", seeds=[*ends]
    )


# The ELBO of one sample


def posterior(mean=1.2, variance=0.2):
    """μ and log σ, float64 (1,); by default z given x = 1.5, where z ~ N(0, 1) and x ~ N(z, ¼)."""
    return np.array([mean]), np.array([0.5 * math.log(variance)])


def log_likelihood(z, x=1.5):
    """log N(x; z, ¼) in nats."""
    return -2 * (x - z[..., 0]) ** 2 - 0.5 * math.log(2 * math.pi / 4)


@claim(
    "If q is the exact posterior of a Normal model, the ELBO with the one-sample KL has no noise. It is $\\log p(x)$ for every draw of"
    f" z, to within $10^{{-{PLACES}}}$ nats in float64. With the closed form it varies as much as the one-sample KL.",
    of=posterior(),
    controls={
        "σ² a tenth too large": posterior(variance=0.22),
        "σ² ten times too small": posterior(variance=0.02),
        "μ a little off": posterior(mean=1.21),
    },
)
def test_exact_posterior_has_no_noise(q):
    noise = tf.constant(np.random.default_rng(9).normal(size=(200_000, 1)))
    one_sample, closed_form = elbo_estimates(log_likelihood, *q, noise)
    log_evidence = -0.5 * 1.5**2 / 1.25 - 0.5 * math.log(2 * math.pi * 1.25)
    squares = (closed_form - log_evidence) ** 2 / one_sample_kl_variance(*q)
    return {
        "one-sample KL": bound(
            np.max(np.abs(one_sample - log_evidence)),
            at_most=EXACT,
            unit="nats",
            n=len(noise),
            seeds=[9],
        ),
        "closed form": statistical(squares.numpy(), 1, resolves=0.06, seeds=[9]),
    }


def trained_decoder():
    return stored_networks(HEAD)[1]


def initial_decoder():
    return initial_networks()[1]


@functools.cache
def variances(shrink=1.0, decoder=trained_decoder, draws=ELBO_DRAWS):
    """Of each stored image's ELBO over the noise, with the one-sample KL and with the closed form: float64 (2, SHOWN), nats²."""
    mean, log_sigma = encoded(trained_encoder)
    log_sigma += math.log(shrink)
    images, decode = tf.constant(stored_images()), decoder()
    one_draw = tf.function(functools.partial(elbo_terms_at, decode))
    noises = tf.random.stateless_normal((draws, *mean.shape), (ELBO_SEED, 0))
    terms = [one_draw(images, mean, log_sigma, noise) for noise in noises]
    reconstruction, kl = np.float64(terms).transpose(1, 0, 2)
    closed_form = closed_form_kl(mean, log_sigma).numpy()
    return np.array(
        [np.var(reconstruction - each, axis=0, ddof=1) for each in (kl, closed_form)]
    )


OTHER_MODELS = {
    "σ a tenth of what was learned": {"shrink": 0.1, "draws": FEW_DRAWS},
    "a decoder before training": {"decoder": initial_decoder, "draws": FEW_DRAWS},
}


@claim(
    "With a trained model, the ELBO from one z varies less with the one-sample KL than with the closed form: on average over test"
    f" images, and for most of them (by one-sided intervals at {100 * (1 - FALSE_FAIL):g} %).",
    of={},
    controls=OTHER_MODELS,
)
def test_one_sample_elbo_varies_less(how):
    by_image = variances(**how)
    one_sample, closed_form = np.sqrt(by_image.mean(axis=1))
    _, _, (low, _) = mean_interval(by_image[1] - by_image[0], 2 * FALSE_FAIL)
    n = by_image.shape[1]
    wins = int(np.sum(by_image[0] < by_image[1]))
    least = binomtest(wins, n).proportion_ci(1 - 2 * FALSE_FAIL, "exact").low
    names = ("one-sample KL", "closed form")
    series = dict(zip(names, np.sqrt(by_image), strict=True))
    found = functools.partial(bound, n=n, seeds=[ELBO_SEED])
    return {
        "one-sample KL": found(
            one_sample, at_most=closed_form, unit="nats", series=series
        ),
        "closed form": found(closed_form, at_least=one_sample, unit="nats"),
        "variance saved": found(
            100 * (1 - (one_sample / closed_form) ** 2), at_least=0, unit="%"
        ),
        "variance saved, lower limit": found(low, at_least=0, unit="nats²"),
        "share of images": found(100 * wins / n, at_least=50, unit="%"),
        "share of images, lower limit": found(100 * least, at_least=50, unit="%"),
    }


@claim(
    "Far from the exact posterior the order can be reversed: if σ is a tenth of what was learned, or if the decoder is not trained,"
    " the ELBO with the closed form has the smaller variance.",
    of=OTHER_MODELS,
    controls={"the trained model itself": {name: {} for name in OTHER_MODELS}},
)
def test_elsewhere_the_closed_form_varies_less(models):
    found = {}
    for name, how in models.items():
        one_sample, closed_form = np.sqrt(variances(**how).mean(axis=1))
        found[name] = bound(
            closed_form, at_most=one_sample, unit="nats", n=SHOWN, seeds=[ELBO_SEED]
        )
    return found
