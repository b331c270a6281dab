"""The front page's lines: the samples they draw have the KL they give."""

import numpy as np
import tensorflow as tf
from scipy.stats import norm

from evidence.claims import claim
from evidence.measurements import statistical
from snippets.short_answer import sample_and_kl

SAMPLES = 800_000


def sampled_with_the_variance(mean, log_variance):
    z, _ = sample_and_kl(mean, 2 * log_variance)  # e^v in place of e^(v/2)
    return z, sample_and_kl(mean, log_variance)[1]


def half_lost(mean, log_variance):
    z, kl = sample_and_kl(mean, log_variance)
    return z, 2 * kl


def half_off(mean, log_variance):
    z, _ = sample_and_kl(mean, 1.02 * log_variance)  # .51 in place of .5
    return z, sample_and_kl(mean, log_variance)[1]


@claim(
    "The KL that these lines give is the mean of log q(z) − log p(z) over the samples that they draw.",
    page="index.md",
    of=sample_and_kl,
    controls={
        "samples drawn with e^v in place of e^(v/2)": sampled_with_the_variance,
        "the ½ of the KL lost": half_lost,
        ".51 in place of .5 in the sampling line": half_off,
    },
)
def test_one_label_sampling_and_kl_agree(lines):
    parts = {}
    for mean, log_variance in ((0.0, -3.0), (1.0, -2.0), (0.5, 1.0)):
        tf.random.set_seed(0)
        z, kl = lines(tf.fill(SAMPLES, mean), tf.fill(SAMPLES, log_variance))
        z = z.numpy().astype(np.float64)
        log_ratio = norm.logpdf(z, mean, np.exp(log_variance / 2)) - norm.logpdf(z)
        parts[f"μ = {mean:g}, log σ² = {log_variance:g}"] = statistical(
            log_ratio, expected=float(kl[0]), resolves=0.025, unit="nats", seeds=[0]
        )
    return parts
