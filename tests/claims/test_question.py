"""Claims of question.md."""

import functools
import math

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact, statistical
from lab.data import digits
from lab.experiments import RAW_VARIANCE, Config, trained
from lab.records import final_elbo, results
from snippets.cvae import log_normal_pdf, make_encoder
from snippets.parameterization import log_std
from snippets.reparameterize import (
    reparameterize,
    too_good_closed_form,
    too_good_one_sample,
)
from snippets.training import BATCH_SIZE

claim = functools.partial(claim, page="question.md")
SEEDS = range(32)
IMAGES = 500
ULPS = 16  # of σ by two ways
DRAWS = 10_000
SPOILED = 10  # per cent of the images, at least
FIRST_STEPS = 10
FEWEST_RUNS = 20
START_WITHIN = 5  # per cent


# The trick


def with_factor(factor):
    """The two lines with another factor in place of ½."""
    return lambda mean, logvar: (
        mean + tf.exp(factor * logvar) * tf.random.normal(tf.shape(mean))
    )


def without_gradient(mean, logvar):
    return tf.stop_gradient(reparameterize(mean, logvar))


@claim(
    "The σ computed as $e^{\\frac12\\log\\sigma^2}$ agrees with $e^{\\log\\sigma}$ and with "
    "$\\sqrt{\\sigma^2}$ up to rounding: to within"
    f" {ULPS} units in the last place of float32, on a grid of σ from one thousandth to one thousand.",
    of=lambda log_variance: tf.exp(0.5 * log_variance),
    controls={"the ½ is off by one part in a thousand": lambda v: tf.exp(0.5005 * v)},
)
def test_sigma_either_way(sigma_of):
    sigma = tf.constant(np.logspace(-3, 3, 6001), tf.float32)
    variance = tf.square(sigma)
    found = sigma_of(tf.math.log(variance)).numpy()
    return {
        "e^log σ": exact(found, tf.exp(tf.math.log(sigma)).numpy(), ulps=ULPS),
        "√σ²": exact(found, tf.sqrt(variance).numpy(), ulps=ULPS),
    }


@claim(
    "With the same noise, a log σ² head and a log σ head whose raw output is half as large draw the same "
    "sample, bit for bit in float32.",
    of=reparameterize,
    controls={"the ½ is 0.51": with_factor(0.51)},
)
def test_same_sample(draw):
    shape = (1000, 2)
    log_sigma = tf.random.stateless_normal(shape, (0, 1)) * 2
    mean = tf.random.stateless_normal(shape, (0, 2))
    tf.random.set_seed(0)
    noise = tf.random.normal(shape)
    tf.random.set_seed(0)
    z = draw(mean, 2 * log_sigma)
    return exact(z.numpy(), (mean + tf.exp(log_sigma) * noise).numpy())


@claim(
    "The draws of `reparameterize` have the variance $e^{\\text{logvar}}$: their squared distance from μ, "
    "divided by this variance, has mean 1.",
    of=reparameterize,
    controls={"the ½ is lost": with_factor(1.0), "the ½ is 0.51": with_factor(0.51)},
)
def test_draws_have_the_variance(draw):
    logvar = tf.constant(np.linspace(-6, 0.5, 200_000), tf.float32)
    mean = tf.ones_like(logvar)
    tf.random.set_seed(1)
    squares = (draw(mean, logvar) - mean) ** 2 * tf.exp(-logvar)
    return statistical(squares.numpy(), expected=1.0, resolves=0.025, seeds=[1])


@claim(
    "The gradient of z with respect to μ is 1, and with respect to log σ² it is $\\tfrac12\\sigma\\varepsilon$, for each"
    f" of {DRAWS:,} draws.",
    of=reparameterize,
    controls={
        "a sample that gives no gradient": without_gradient,
        "the ½ is lost": with_factor(1.0),
    },
)
def test_gradient_through_the_sample(draw):
    logvar = tf.constant(np.linspace(-6, 2, DRAWS), tf.float32)
    mean = tf.sin(logvar)
    tf.random.set_seed(2)
    noise = tf.random.normal(tf.shape(mean))
    tf.random.set_seed(2)
    with tf.GradientTape() as tape:
        tape.watch([mean, logvar])
        z = draw(mean, logvar)
    by_mean, by_logvar = tape.gradient(
        z, [mean, logvar], unconnected_gradients=tf.UnconnectedGradients.ZERO
    )
    expected = 0.5 * tf.exp(0.5 * logvar) * noise
    return {
        "by μ": exact(by_mean.numpy(), np.ones(DRAWS, np.float32)),
        "by log σ²": exact(by_logvar.numpy(), expected.numpy(), ulps=4),
    }


# A raw variance


@functools.cache
def raw_at_start(seed):
    """The untrained encoder's raw outputs for test images, float32 (IMAGES, 2)."""
    tf.keras.utils.set_random_seed(seed)
    _, raw = tf.split(make_encoder()(digits().test[:IMAGES]), 2, axis=-1)
    return raw.numpy()


@claim(
    f"Before training, a raw σ² head outputs a variance that is not positive for at least {SPOILED} % of {IMAGES} "
    f"test images, with each of {len(SEEDS)} sets of initial weights. An image counts if at least one of "
    "its two variances is not positive.",
    of=lambda raw: raw,
    controls={
        "a log head in place of the raw head": np.exp,
        "a softplus head in place of the raw head": lambda raw: np.logaddexp(0, raw),
    },
)
def test_raw_variance_at_start(variance_of):
    raw = np.stack([raw_at_start(seed) for seed in SEEDS])
    shares = 100 * np.mean(np.any(~(variance_of(raw) > 0), axis=2), axis=1)
    counts, edges = np.histogram(variance_of(raw), bins=np.linspace(-0.25, 0.25, 51))
    series = {"share": counts / raw.size, "edges": edges}
    share = functools.partial(bound, at_least=SPOILED, unit="%", n=IMAGES, seeds=SEEDS)
    return {
        "smallest share": share(shares.min(), series=series),
        "median share": share(np.median(shares)),
        "largest share": share(shares.max()),
    }


NEGATIVE, FLOOR = -0.1, 1e-6


@claim(
    f"For h = −{-NEGATIVE:g}, ReLU makes the variance 0, the closed-form KL infinite and its gradient NaN in "
    f"TensorFlow. With a floor of {FLOOR:.6f} the KL is finite, but its gradient is 0, so it does not move h "
    "back.",
    of=(tf.nn.relu, lambda h: tf.maximum(h, FLOOR)),
    controls={
        "the exponential in place of both": (tf.exp, tf.exp),
        "no floor": (tf.nn.relu, tf.nn.relu),
    },
)
def test_relu_is_no_cure(thing):
    found = []
    for variance_of in thing:
        h = tf.constant(NEGATIVE)
        with tf.GradientTape() as tape:
            tape.watch(h)
            variance = variance_of(h)
            kl = 0.5 * (variance - 1 - tf.math.log(variance))
        found.append((kl.numpy(), tape.gradient(kl, h).numpy()))
    (kl, gradient), (with_floor, without_push) = found
    return {
        "infinite KL": exact(float(np.isinf(kl)), 1.0),
        "NaN gradient": exact(float(np.isnan(gradient)), 1.0),
        "finite KL with a floor": exact(float(np.isfinite(with_floor)), 1.0),
        "gradient with a floor": exact(without_push, np.float32(0)),
    }


def losses_of(*configs):
    """Every step's ELBO of these trainings, one after the other."""
    return np.concatenate([trained(config).step_elbo for config in configs])


def recovering():
    """A training that gives NaN once and goes on."""
    loss = losses_of(Config("log_variance", 0)).copy()
    loss[1] = math.nan
    return loss


@claim(
    f"In our run with a raw σ² head, the loss became NaN within the first {FIRST_STEPS} steps and stayed NaN "
    "to the end.",
    of=lambda: losses_of(RAW_VARIANCE),
    controls={
        "a log σ² head in place of the raw head": lambda: losses_of(
            Config("log_variance", 0)
        ),
        "a NaN that the next step recovers from": recovering,
    },
)
def test_raw_variance_breaks(losses):
    loss = losses()
    broken = np.flatnonzero(~np.isfinite(loss))
    first = broken[0] + 1 if len(broken) else math.inf
    finite_after = np.isfinite(loss[int(min(first, len(loss))) :]).sum()
    return {
        "first NaN": bound(
            first, at_most=FIRST_STEPS, unit="step", n=len(loss), seeds=[0]
        ),
        "finite later": exact(int(finite_after), 0, unit="steps"),
    }


SHORT_RUNS = [Config("log_variance", 0), Config("log_std", 0)]


def in_short_runs():
    return losses_of(*SHORT_RUNS)


def steps_of(config):
    """How many batches a training has; scikit-learn's digits are fewer than its images."""
    images = min(config.train_images, len(digits().train))
    return config.epochs * math.ceil(images / BATCH_SIZE)


def at_full_scale():
    """Test ELBO at the end of every recorded run with a log head; a NaN, once there, would have stayed."""
    return [
        final_elbo(run)
        for run in results("docs/evidence/full-scale.json")
        if run.config.parameterization in ("log_variance", "log_std")
    ]


@claim(
    "With log σ² and with log σ, the loss stayed finite in every step of a short run of each, and at the end of "
    "every full-scale run.",
    of=(in_short_runs, at_full_scale),
    controls={
        "one of the short runs has a raw σ² head": (
            lambda: losses_of(*SHORT_RUNS[1:], RAW_VARIANCE),
            at_full_scale,
        ),
        "one run at full scale ends in NaN": (
            in_short_runs,
            lambda: [*at_full_scale()[1:], math.nan],
        ),
        "a step is left out, and few runs": (
            lambda: in_short_runs()[:-1],
            lambda: at_full_scale()[: FEWEST_RUNS - 1],
        ),
    },
)
def test_log_heads_stay_finite(runs):
    losses, ends = (found() for found in runs)
    return {
        "not finite": exact(int(np.sum(~np.isfinite(losses))), 0, unit="steps"),
        "seen": exact(len(losses), sum(map(steps_of, SHORT_RUNS)), unit="steps"),
        "not finite at the end": exact(int(np.sum(~np.isfinite(ends))), 0, unit="runs"),
        "at full scale": bound(len(ends), at_least=FEWEST_RUNS, unit="runs"),
    }


STARTS = {
    "log_variance": 1.0,
    "log_std": 1.0,
    "softplus_std": math.log(2),
    "shifted_softplus_std": 1.0,
}


@claim(
    f"Before training, the median σ is within {START_WITHIN} % of 1 for log σ², log σ and the shifted "
    "softplus, and as close to"
    f" $\\ln 2$ for softplus. The median is over {IMAGES} test images and {len(SEEDS)} sets of initial weights.",
    of=log_std,
    controls={
        "the softplus lost its shift": lambda raw, name: log_std(
            raw, name.removeprefix("shifted_")
        ),
        "the √ is forgotten: softplus gives σ²": lambda raw, name: (
            log_std(raw, name) * (0.5 if name == "softplus_std" else 1)
        ),
        "a bias that starts at −3": lambda raw, name: log_std(raw - 3, name),
    },
)
def test_sigma_at_start(log_sigma):
    raw = tf.constant(np.concatenate([raw_at_start(seed) for seed in SEEDS]))
    return {
        name: bound(
            np.median(tf.exp(log_sigma(raw, name))),
            at_least=(1 - START_WITHIN / 100) * start,
            at_most=(1 + START_WITHIN / 100) * start,
            n=len(raw),
            seeds=SEEDS,
        )
        for name, start in STARTS.items()
    }


GRID = 64  # steps of log σ for each 1; halving and doubling them is exact
END = 110  # of log σ: beyond the range of σ² and of σ


def by_log_variance(log_sigma):
    return tf.exp(0.5 * (2 * log_sigma)), tf.exp(2 * log_sigma)


def by_log_std(log_sigma):
    return tf.exp(log_sigma), tf.exp(2 * log_sigma)


def finite_positive(values):
    values = np.asarray(values)
    return (np.isfinite(values) & (values > 0)).astype(np.float32)


@claim(
    "σ overflows and underflows at the same point, and so does σ², whether computed from log σ² or from log σ. "
    f"Tried in float32 for log σ from −{END} to {END} in steps of 1/{GRID}.",
    of=(by_log_variance, by_log_std),
    controls={
        "σ² = (e^v)², with v for log σ": (
            lambda log_sigma: (tf.exp(2 * log_sigma), tf.exp(4 * log_sigma)),
            by_log_std,
        ),
    },
)
def test_logarithms_overflow_together(ways):
    log_sigma = tf.constant(np.arange(-END * GRID, END * GRID + 1) / GRID, tf.float32)
    (std, variance), (other_std, other_variance) = (way(log_sigma) for way in ways)
    return {
        "σ": exact(finite_positive(std), finite_positive(other_std)),
        "σ²": exact(finite_positive(variance), finite_positive(other_variance)),
    }


# Two labels for one number


@functools.cache  # two claims and most of their controls share the draws
def draws_and_terms(v, log_sigma):
    """400,000 draws z ~ N(1, σ²), log q(z) by the σ that made them and by log σ² = v, and log p(z); in nats."""
    mean = tf.ones((400_000, 1))
    z = mean + tf.exp(log_sigma) * tf.random.stateless_normal(mean.shape, (3, 0))
    truly = log_normal_pdf(z, mean, 2 * log_sigma)
    by_label = log_normal_pdf(z, mean, v)
    return truly.numpy(), by_label.numpy(), log_normal_pdf(z, 0.0, 0.0).numpy()


SHIFTS = (-3.0, -2.0, -1.0, 0.5)


def as_log_sigma(v):
    return v


def near_formula(excess_and_sigma, difference):
    """Parts: the mean of `difference(v, *draws_and_terms)` is the excess in the ELBO by the formula, for each v."""
    excess, log_sigma = excess_and_sigma
    return {
        f"v = {v:g}": statistical(
            difference(v, *draws_and_terms(v, log_sigma(v))),
            expected=float(excess(tf.constant(v))),
            resolves=0.03,
            unit="nats",
            seeds=[3],
        )
        for v in SHIFTS
    }


@claim(
    "If a number v is treated as log σ in the sample and as log σ² in the closed-form KL, the printed ELBO "
    "is $\\tfrac12(e^{2v}-e^v-v)$ nats per dimension too good.",
    of=(too_good_closed_form, as_log_sigma),
    controls={
        "the labels agree: σ is exp(v/2)": (too_good_closed_form, lambda v: 0.5 * v),
        "the ½ in front is lost": (lambda v: 2 * too_good_closed_form(v), as_log_sigma),
    },
)
def test_mismatch_closed_form(excess_and_sigma):
    def difference(v, truly, _, prior):
        reported_kl = 0.5 * (math.exp(v) + 1 - 1 - v)  # μ = 1
        return truly - prior - reported_kl

    return near_formula(excess_and_sigma, difference)


@claim(
    "If a number v is treated as log σ in the sample and as log σ² in the tutorial's one-sample KL, the "
    "printed ELBO is on average $\\tfrac12(e^v-1-v)$ nats per dimension too good.",
    of=(too_good_one_sample, as_log_sigma),
    controls={
        "the labels nearly agree: σ is exp(0.55 v)": (
            too_good_one_sample,
            lambda v: 0.55 * v,
        ),
        "the formula of the closed-form KL": (too_good_closed_form, as_log_sigma),
    },
)
def test_mismatch_one_sample(excess_and_sigma):
    def difference(_, truly, by_label, prior):
        return truly - by_label

    return near_formula(excess_and_sigma, difference)
