"""Adam on the exact likelihood: how many steps it takes to a σ."""

import numpy as np
import tensorflow as tf

from lab.studies import steps_to_sigma


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
