"""Values of snippets that no claim and no doctest covers, worked out by hand."""

import math

import numpy as np
import pytest
import tensorflow as tf

from snippets.batch_means import image_weights, mean_of_batch_means
from snippets.choosing import LOG_STD, slope, usable_range
from snippets.decoder_variance import (
    calibrated_log_likelihood,
    log_likelihood,
    soft_floor,
)
from snippets.parameterization import LOG_STD as IN_TRAINING
from snippets.raw_for_std import raw_for_std
from snippets.softplus import log_softplus
from snippets.unbiased import c4

LOG_2 = math.log(2)


# The KL of two Normals


def test_the_kl_of_two_normals(framework):
    """N(1, 2²) from N(3, 4²): log 4/2 + (2² + 2²)/(2 · 4²) − ½, of all shapes that broadcast."""
    two_normals, expected = framework.snippet("two_normals"), LOG_2 + 0.25 - 0.5
    ones = framework.array(np.ones((3, 2)))
    q, p = (ones, LOG_2 * ones), (3 * ones[0], 2 * LOG_2 * ones[0])
    for kl in (
        two_normals.kl_by_log_std(*q, *p),
        two_normals.kl_by_log_variance(q[0], 2 * q[1], p[0], 2 * p[1]),
    ):
        np.testing.assert_allclose(kl, np.full((3, 2), expected), rtol=1e-6)


# Parameterizations


@pytest.mark.parametrize("name", LOG_STD)
def test_no_hole_in_a_usable_range(name):
    """The search assumes it: of all h of 16 bits, the usable ones are those within the range."""
    dtype = tf.float16
    bits = tf.bitcast(tf.constant(np.arange(2**16), tf.uint16), dtype)
    h = np.sort(tf.boolean_mask(bits, tf.math.is_finite(bits)).numpy().astype(float))
    log_std_of_h = LOG_STD[name](tf.cast(h, dtype))
    scales = tf.exp(tf.stack([log_std_of_h, 2 * log_std_of_h, -2 * log_std_of_h]))
    usable = tf.reduce_all(tf.math.is_finite(scales) & (scales > 0), axis=0).numpy()
    low, high = usable_range(LOG_STD[name], dtype)
    np.testing.assert_array_equal(usable, (h >= low) & (h <= high))


@pytest.mark.parametrize("name", LOG_STD)
def test_gradient_is_finite_for_every_finite_h(name):
    for dtype in (tf.float32, tf.bfloat16, tf.float16):
        ends = float(dtype.min), -1e4, -20.0, 20.0, 1e4, float(dtype.max)
        assert all(math.isfinite(slope(LOG_STD[name], h, dtype)) for h in ends)


def test_names_of_trainings_mean_the_same_on_the_page():
    raw = tf.constant([-5.0, 0.0, 5.0])
    for name in LOG_STD.keys() & IN_TRAINING.keys():
        found, expected = LOG_STD[name](raw), IN_TRAINING[name](raw)
        np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("std", [1e-30, 1e-3, 1.0, 20.0, 1e30])
def test_softplus_of_the_raw_output_is_the_std(std):
    raw = tf.constant(raw_for_std(std), tf.float64)
    np.testing.assert_allclose(tf.exp(log_softplus(raw)), std, rtol=1e-13)


# Likelihoods of a decoder


def test_a_calibrated_likelihood_is_that_of_the_mean_squared_error_or_the_given_one():
    rng = np.random.default_rng(0)
    x, mean = rng.normal(size=(2, 7, 5))
    for given, variance in ((None, np.mean((x - mean) ** 2)), (0.3, 0.3)):
        expected = log_likelihood(x - mean, variance).sum()
        found = calibrated_log_likelihood(tf.constant(x), tf.constant(mean), given)
        assert float(found) == pytest.approx(expected, rel=1e-12)


def test_a_soft_floor_adds_the_floor_to_sigma():
    log_std = tf.constant([-50.0, -3.0, 2.0], tf.float64)
    expected = np.log(np.exp(-3.0) + np.exp(log_std))
    np.testing.assert_allclose(soft_floor(log_std, -3.0), expected, rtol=1e-12)


# Means of batches


def test_the_weights_of_images_are_those_of_the_mean():
    np.testing.assert_allclose(image_weights(10, 4), [10 / 12] * 8 + [10 / 6] * 2)
    for n in (1, 31, 32, 33):
        values = np.random.default_rng(n).normal(size=n)
        expected = image_weights(n) @ values / n
        assert mean_of_batch_means(values) == pytest.approx(expected, abs=1e-6)
        assert image_weights(n).mean() == pytest.approx(1)


# Estimators of σ


@pytest.mark.parametrize("n", [10**4, 10**9, 10**15])
def test_c4_keeps_its_digits_for_many_draws(n):
    assert c4(n) == pytest.approx(1 - 1 / (4 * n) - 7 / (32 * n**2), rel=0, abs=2e-10)
