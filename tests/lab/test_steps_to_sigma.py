"""Adam on the exact likelihood: its step, how long it takes to a σ, and what an outlier moves."""

import numpy as np
import pytest
import tensorflow as tf

from lab.studies import steps_to_sigma


def test_the_gradient_is_zero_where_sigma_is_right():
    raw = tf.constant([0.0, 2.0, -2.0], tf.float64)
    found = steps_to_sigma.gradient(lambda h: h / 2, raw, tf.exp(raw))
    np.testing.assert_allclose(found, 0, atol=1e-15)
    found = steps_to_sigma.gradient(lambda h: h / 2, raw, 3 * tf.exp(raw))
    np.testing.assert_allclose(found, 0.5 * (1 - 3))


def test_the_step_is_that_of_keras():
    """Keras's β are float32."""
    weight = tf.Variable(0.0, dtype=tf.float64)
    optimizer = tf.keras.optimizers.Adam(1.0, epsilon=0.0)
    first = second = tf.constant(0.0, tf.float64)
    for number, gradient in enumerate([0.5, -2.0, 0.1], 1):
        before = float(weight)
        optimizer.apply([tf.constant(gradient, tf.float64)], [weight])
        step, first, second = steps_to_sigma.adam_step(gradient, first, second, number)
        assert float(step) == pytest.approx(float(weight) - before, rel=1e-4)


def steps_by_hand(target, start, rate, within, at_most):
    h = tf.Variable(start, dtype=tf.float64)
    optimizer = tf.keras.optimizers.Adam(rate, epsilon=1e-300)
    for taken in range(at_most):
        if abs(np.exp(h.numpy()) / target - 1) <= within:
            return taken
        gradient = steps_to_sigma.gradient(lambda h: h, h.value(), target**2)
        optimizer.apply([gradient], [h])
    return at_most


def test_steps_are_counted_until_sigma_is_within_the_fraction(eagerly):
    """None where it is there at first; all that are allowed where it does not come so far."""
    targets, starts = [1.0, 1.25, 1.0, 9.0], [0.05, 0.0, 0.4, 0.0]
    found = steps_to_sigma.steps_to(lambda h: h, targets, starts, 0.05, 0.1, 12)
    expected = [
        steps_by_hand(target, start, 0.05, 0.1, 12)
        for target, start in zip(targets, starts, strict=True)
    ]
    assert found.tolist() == expected
    assert (expected[0], expected[-1]) == (0, 12)
    assert 0 < expected[1] < expected[2] < 12


def test_an_outlier_is_one_large_step_and_its_echo():
    """By the recursion itself, value after value."""
    values = np.random.default_rng(2).normal(size=50)
    first = second = tf.constant(0.0, tf.float64)
    steps = []
    for number, value in enumerate([*values, 7.0, *[1.0] * 5], 1):
        gradient = -1.5 * (value**2 - 1)
        step, first, second = steps_to_sigma.adam_step(gradient, first, second, number)
        steps.append(float(step))
    found = steps_to_sigma.moved_by_outlier(1.5, 7.0, before=50, after=5, seed=2)
    assert found == pytest.approx((steps[50], sum(steps[50:])))
