"""Adam on the exact likelihood: its step, how long it takes to a σ, and what an outlier moves."""

import numpy as np
import pytest
import tensorflow as tf

from lab.studies import steps_to_sigma


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
