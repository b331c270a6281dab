"""Claims of tutorial/measured.md on the noise of the KL from one sample, of the ELBO made with it, and of three gradients."""

import functools
import math

import numpy as np
import tensorflow as tf
from scipy.stats import binomtest

from evidence.claims import claim
from evidence.measurements import (
    FALSE_FAIL,
    bound,
    equivalence,
    mean_interval,
    median,
    statistical,
)
from lab.records import by_seed
from lab.trained_models import SHOWN, stored_images, stored_networks
from snippets.cvae import elbo_terms_at, make_decoder, make_encoder
from snippets.gradient_noise import gradients
from snippets.one_sample_kl import (
    closed_form_kl,
    elbo_estimates,
    one_sample_kl,
    one_sample_kl_variance,
)
from snippets.parameterization import log_std
from tests.claims.full_scale import full_scale

claim = functools.partial(claim, page="tutorial/measured.md")
HEAD = "log_variance"
DRAWS = 800
ELBO_DRAWS, FEW_DRAWS, ELBO_SEED = 16, 4, 8
GRADIENT_DRAWS, GRADIENT_SEED = 8, 1704
MISSES = 0.75  # nats, at least
SHARE = 1, 10  # per cent of the negative ELBO
PLACES = 12
EXACT = 10**-PLACES  # nats; of a gradient, per unit of the parameter
MANY = 200_000


# The KL of one sample


def trained_networks():
    return stored_networks(HEAD)


@functools.cache
def encoded():
    """μ and log σ of the stored images, float32 (SHOWN, 2)."""
    encoder, _ = trained_networks()
    mean, raw = tf.split(encoder(stored_images()), 2, axis=-1)
    return mean, log_std(raw)


def drawn(estimate):
    """`estimate` for DRAWS noises an image, float64 (DRAWS, n), and the images' μ and log σ."""
    mean, log_sigma = encoded()
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
    of=one_sample_kl_variance,
    controls={
        "the term with μ is forgotten": without_the_mean,
        "the ½ is forgotten": lambda mean, log_sigma: (
            one_sample_kl_variance(mean, log_sigma) + without_the_mean(mean, log_sigma)
        ),
    },
)
def test_one_sample_kl_has_the_variance(variance):
    kl, mean, log_sigma = drawn(one_sample_kl)
    squares = (kl - closed_form_kl(mean, log_sigma)) ** 2 / variance(mean, log_sigma)
    return statistical(squares.numpy().ravel(), expected=1, resolves=0.1, seeds=[7])


@claim(
    f"The one-sample KL is noisy: on a trained encoder its root mean square distance from the closed form is at least {MISSES:g} nats.",
    of=one_sample_kl,
    controls={
        "the closed form in its place": lambda mean, log_sigma, noise: closed_form_kl(
            mean, log_sigma
        ),
    },
)
def test_one_sample_kl_is_noisy(estimate):
    kl, mean, log_sigma = drawn(estimate)
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
    },
)
def test_share_of_the_kl(share_of):
    ends = by_seed(full_scale(), HEAD, lambda run: run.history[-1])
    shares = [share_of(end.reconstruction, end.kl) for end in ends.values()]
    rounding = 1e-9 * np.arange(len(shares))  # equal shares are no independent draws
    return median(
        shares + rounding, at_least=SHARE[0], at_most=SHARE[1], unit="%", seeds=[*ends]
    )


# The ELBO of one sample


def normal(mean=1.2, variance=0.2):
    """μ and log σ, float64 (1,); by default z given x = 1.5, where z ~ N(0, 1) and x ~ N(z, ¼)."""
    return np.array([mean]), np.array([0.5 * math.log(variance)])


def log_likelihood(z, x=1.5):
    """log N(x; z, ¼) in nats."""
    return -2 * (x - z[..., 0]) ** 2 - 0.5 * math.log(2 * math.pi / 4)


@claim(
    "If q is the exact posterior of a Normal model, the ELBO with the one-sample KL has no noise. It is $\\log p(x)$ for every draw of"
    f" z, to within $10^{{-{PLACES}}}$ nats in float64. With the closed form it varies as much as the one-sample KL.",
    of=normal(),
    controls={
        "σ² a tenth too large": normal(variance=0.22),
        "μ a little off": normal(mean=1.21),
    },
)
def test_exact_posterior_has_no_noise(q):
    noise = tf.constant(np.random.default_rng(9).normal(size=(MANY, 1)))
    one_sample, closed_form = elbo_estimates(log_likelihood, *q, noise)
    log_evidence = -0.5 * 1.5**2 / 1.25 - 0.5 * math.log(2 * math.pi * 1.25)
    squares = (closed_form - log_evidence) ** 2 / one_sample_kl_variance(*q)
    apart = np.max(np.abs(one_sample - log_evidence))
    return {
        "one-sample KL": bound(apart, at_most=EXACT, unit="nats", n=MANY, seeds=[9]),
        "closed form": statistical(squares.numpy(), 1, resolves=0.06, seeds=[9]),
    }


def initial_networks():
    tf.keras.utils.set_random_seed(0)
    return make_encoder(), make_decoder()


@functools.cache
def elbo_variances(shrink=1.0, decoding=trained_networks, draws=ELBO_DRAWS):
    """Of each stored image's ELBO over the noise, with the one-sample KL and with the closed form: float64 (2, SHOWN), nats²."""
    mean, log_sigma = encoded()
    log_sigma += math.log(shrink)
    images, (_, decoder) = tf.constant(stored_images()), decoding()
    one_draw = tf.function(functools.partial(elbo_terms_at, decoder))
    noises = tf.random.stateless_normal((draws, *mean.shape), (ELBO_SEED, 0))
    terms = [one_draw(images, mean, log_sigma, noise) for noise in noises]
    reconstruction, kl = np.float64(terms).transpose(1, 0, 2)
    closed_form = closed_form_kl(mean, log_sigma).numpy()
    return np.array(
        [np.var(reconstruction - each, axis=0, ddof=1) for each in (kl, closed_form)]
    )


OTHER_MODELS = {
    "σ a tenth of what was learned": {"shrink": 0.1, "draws": FEW_DRAWS},
    "a decoder before training": {"decoding": initial_networks, "draws": FEW_DRAWS},
}


@claim(
    "With a trained model, the ELBO from one z varies less with the one-sample KL than with the closed form: on average over test"
    f" images, and for most of them (by one-sided intervals at {100 * (1 - FALSE_FAIL):g} %).",
    of={},
    controls=OTHER_MODELS,
)
def test_one_sample_elbo_varies_less(how):
    by_image = elbo_variances(**how)
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
        one_sample, closed_form = np.sqrt(elbo_variances(**how).mean(axis=1))
        found[name] = bound(
            closed_form, at_most=one_sample, unit="nats", n=SHOWN, seeds=[ELBO_SEED]
        )
    return found


# Three gradients that agree in the mean

ONE_SAMPLE, CLOSED, STICKING = "one-sample KL", "closed form", "sticking the landing"
BY = ("μ", "log σ")


@functools.cache
def normal_gradients(mean, variance):
    """{name: ∂ELBO/∂(μ, log σ)} for MANY draws of a Normal with these, float64 tensors (MANY, 1)."""
    noise = tf.constant(np.random.default_rng(GRADIENT_SEED).normal(size=(MANY, 1)))
    q = (tf.constant(np.full((MANY, 1), each)) for each in normal(mean, variance))
    return gradients(log_likelihood, *q, noise)


@claim(
    "If q is the exact posterior of a Normal model, the sticking-the-landing gradient is 0 for every draw, to within"
    f" $10^{{-{PLACES}}}$ in float64.",
    of=(STICKING, 1.2, 0.2),
    controls={
        "the one-sample KL": (ONE_SAMPLE, 1.2, 0.2),
        "the closed form": (CLOSED, 1.2, 0.2),
        "σ² a tenth too large": (STICKING, 1.2, 0.22),
        "μ a little off": (STICKING, 1.21, 0.2),
    },
)
def test_sticking_the_landing_is_still(thing):
    name, *q = thing
    found = functools.partial(bound, at_most=EXACT, n=MANY, seeds=[GRADIENT_SEED])
    return {
        by: found(np.max(np.abs(gradient)))
        for by, gradient in zip(BY, normal_gradients(*q)[name], strict=True)
    }


@functools.cache
def gradient_variances():
    """Of each gradient over the noise, summed over the latent dimensions: {name: {"μ": (images,), "log σ": (images,)}}."""
    images, (_, decoder) = tf.constant(stored_images()), trained_networks()
    mean, log_sigma = encoded()

    def log_likelihood_of_images(z):
        cross_entropy = tf.nn.sigmoid_cross_entropy_with_logits(images, decoder(z))
        return -tf.reduce_sum(cross_entropy, axis=(1, 2, 3))

    one_draw = tf.function(functools.partial(gradients, log_likelihood_of_images))
    noises = tf.random.stateless_normal(
        (GRADIENT_DRAWS, *mean.shape), (GRADIENT_SEED, 0)
    )
    found = [one_draw(mean, log_sigma, noise) for noise in noises]
    by_draw = {name: np.float64([one[name] for one in found]) for name in found[0]}
    return {
        name: dict(zip(BY, np.var(each, axis=0, ddof=1).sum(axis=-1), strict=True))
        for name, each in by_draw.items()
    }


WITHIN = 0.1  # of the one-sample form's variance; set after a look at other draws


@claim(
    "With a trained model, the sticking-the-landing gradient has a smaller variance than the one-sample gradient. The"
    f" closed form's gradient has the variance of the one-sample gradient to within {100 * WITHIN:g} % (median ratios over test images, with respect to μ and to log σ).",
    of=(CLOSED, STICKING),
    controls={
        "the closed form called sticking the landing": (CLOSED, CLOSED),
        "the two exchanged": (STICKING, CLOSED),
    },
)
def test_late_gradient_noise(names):
    closed, sticking = names
    found = gradient_variances()
    parts = {}
    for name, of, margin, around in (
        (CLOSED, closed, WITHIN, 1),
        (STICKING, sticking, 0.45, 0.45),
    ):
        for by in BY:
            ratio = found[of][by] / found[ONE_SAMPLE][by]
            parts[f"{name}, {by}"] = equivalence(
                ratio, margin=margin, around=around, unit="-fold", seeds=[GRADIENT_SEED]
            )
    return parts
