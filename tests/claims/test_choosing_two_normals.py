"""Claims of practice/choosing.md on the KL of two Normals."""

import functools

import numpy as np
import tensorflow as tf
from scipy import stats

from evidence.claims import claim
from evidence.measurements import bound
from snippets.two_normals import kl_by_log_std, kl_by_log_variance

claim = functools.partial(claim, page="practice/choosing.md")
PAIRS, SEED, DIGITS = 1_000, 0, 1e-9


def drawn():
    """Means and log σ of as many q and p, float64: log σ from −3 to 3."""
    rng = np.random.default_rng(SEED)
    means, log_stds = rng.normal(size=(2, PAIRS)), rng.uniform(-3, 3, (2, PAIRS))
    return tf.constant([means[0], log_stds[0], means[1], log_stds[1]])


def by_log_variance(mean_q, log_std_q, mean_p, log_std_p):
    return kl_by_log_variance(mean_q, 2 * log_std_q, mean_p, 2 * log_std_p)


def by_quadrature(mean_q, log_std_q, mean_p, log_std_p):
    """E_q[log q − log p] of each pair by Gauss and Hermite's rule, exact for polynomials of degree 31."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(16)
    q, p = (mean_q, np.exp(log_std_q)), (mean_p, np.exp(log_std_p))
    x = q[0] + q[1] * nodes[:, None]
    log_ratio = stats.norm.logpdf(x, *q) - stats.norm.logpdf(x, *p)
    return np.average(log_ratio, axis=0, weights=weights)


BOTH = {"log σ": kl_by_log_std, "log σ²": by_log_variance}


def half_lost(mean_q, log_std_q, mean_p, log_std_p):
    kl = kl_by_log_std(mean_q, log_std_q, mean_p, log_std_p)
    return kl - (log_std_q - log_std_p)


def exchanged(mean_q, log_std_q, mean_p, log_std_p):
    return kl_by_log_std(mean_p, log_std_p, mean_q, log_std_q)


def near(values, expected, size):
    error = np.max(np.abs(values - expected) / size)
    return bound(error, at_most=DIGITS, n=PAIRS, seeds=[SEED])


@claim(
    "Both formulas for the KL of two Normals agree with a numerical integral of"
    rf" $q\,(\log q - \log p)$: to within one part in {1 / DIGITS:,.0f} for {PAIRS:,} pairs drawn at random"
    " (float64, relative to the KL, or to one nat if the KL is smaller).",
    of=BOTH,
    controls={
        "the ½ before the logarithms is lost": dict.fromkeys(BOTH, half_lost),
        "p and q exchanged": dict.fromkeys(BOTH, exchanged),
        "log σ given as log σ²": dict.fromkeys(BOTH, kl_by_log_variance),
    },
)
def test_kl_of_two_normals(formulas):
    values = drawn()
    expected = by_quadrature(*values.numpy())
    size = np.maximum(1, expected)
    return {name: near(kl(*values), expected, size) for name, kl in formulas.items()}


FACTOR = 1_000


@claim(
    f"The KL of two Normals does not depend on the unit of x: in a unit {FACTOR:,} times smaller it is the same, to within one part in"
    f" {1 / DIGITS:,.0f}. So a learned prior holds σ near its own σ, not near 1.",
    of=BOTH,
    controls={
        "a fixed prior N(0, 1)": dict.fromkeys(
            BOTH,
            lambda mean, log_std, *prior: kl_by_log_std(
                mean, log_std, *map(tf.zeros_like, prior)
            ),
        ),
        "the means left undivided": dict.fromkeys(
            BOTH,
            lambda mean_q, log_std_q, mean_p, log_std_p: (
                kl_by_log_std(mean_q, log_std_q, mean_q, log_std_p)
                + (mean_q - mean_p) ** 2
            ),
        ),
    },
)
def test_kl_of_two_normals_forgets_the_unit(formulas):
    values = drawn()
    is_mean = np.array([[True], [False], [True], [False]])
    scaled = tf.where(is_mean, FACTOR * values, values + np.log(FACTOR))
    found = {name: (kl(*values), kl(*scaled)) for name, kl in formulas.items()}
    return {
        name: near(after, before, before) for name, (before, after) in found.items()
    }
