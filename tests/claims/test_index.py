"""The front page's lines: the samples that they draw have the KL that they return."""

import functools

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import statistical
from snippets.short_answer import sample_and_kl, sample_and_kl_by_log_std

SAMPLES = 800_000
NAMES = {"log σ²": 1.0, "log σ": 0.5}  # of h, and h as a multiple of log σ²


def sampled_with_the_variance(mean, log_variance):
    z, _ = sample_and_kl(mean, 2 * log_variance)  # e^v in place of e^(v/2)
    return z, sample_and_kl(mean, log_variance)[1]


def half_lost(mean, log_variance):
    z, kl = sample_and_kl(mean, log_variance)
    return z, 2 * kl


def half_off(mean, log_variance):
    z, _ = sample_and_kl(mean, 1.02 * log_variance)  # .51 in place of .5
    return z, sample_and_kl(mean, log_variance)[1]


def halved_log_std(mean, log_std):
    z, _ = sample_and_kl_by_log_std(mean, log_std / 2)
    return z, sample_and_kl_by_log_std(mean, log_std)[1]


@functools.cache  # a control changes one of the two versions
def agreement(version, mean, h, scale):
    """Of log q(z) − log p(z) over the returned samples with the returned KL, at h = log σ²; the argument is `scale` times h."""
    tf.random.set_seed(0)
    z, kl = version(tf.fill(SAMPLES, mean), tf.fill(SAMPLES, scale * h))
    z = z.numpy().astype(np.float64)
    log_ratio = 0.5 * (z**2 - (z - mean) ** 2 * np.exp(-h) - h)
    return statistical(
        log_ratio, expected=float(kl[0]), resolves=0.025, unit="nats", seeds=[0]
    )


@claim(
    "The sample and the KL agree in both versions: the returned KL is log q(z) − log p(z) on average over the returned samples.",
    page="index.md",
    of=(sample_and_kl, sample_and_kl_by_log_std),
    controls={
        "samples drawn with e^v in place of e^(v/2)": (
            sampled_with_the_variance,
            sample_and_kl_by_log_std,
        ),
        "the ½ of the KL missing": (half_lost, sample_and_kl_by_log_std),
        ".51 in place of .5 in the sampling line": (half_off, sample_and_kl_by_log_std),
        "samples drawn with half of log σ": (sample_and_kl, halved_log_std),
    },
)
def test_one_label_sampling_and_kl_agree(lines):
    return {
        f"μ = {mean:g}, {name} = {scale * h:g}": agreement(version, mean, h, scale)
        for (name, scale), version in zip(NAMES.items(), lines, strict=True)
        for mean, h in ((0.0, -3.0), (1.0, -2.0), (0.5, 1.0))
    }
