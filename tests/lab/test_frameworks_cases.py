"""What each framework answers, by calculus; and what a fault of a ½ makes of it."""

from dataclasses import replace

import numpy as np
import pytest

from lab.frameworks import in_jax, in_tensorflow
from lab.frameworks.cases import (
    CASES,
    DTYPES,
    LOG_VARIANCE,
    MEAN,
    NOISE,
    TRAINING,
)

FRAMEWORKS = pytest.mark.parametrize(
    "framework", [in_tensorflow, in_jax], ids=["TensorFlow", "JAX"]
)
SHORT = TRAINING | {"gradients": TRAINING["gradients"][:3]}


@FRAMEWORKS
def test_a_draw_and_its_gradients_are_those_of_calculus(framework):
    found = framework.answers(CASES["the trick"])
    assert found.keys() == {*DTYPES}
    std = np.exp(LOG_VARIANCE / 2)
    for dtype, arrays in found.items():
        assert {each.dtype.name for each in arrays.values()} == {dtype}
        close = {"rtol": 1e-5, "atol": 1e-5}
        np.testing.assert_allclose(arrays["output 0"], MEAN + std * NOISE, **close)
        np.testing.assert_allclose(arrays["output 0 by mean"], 1.0)
        np.testing.assert_allclose(
            arrays["output 0 by log_variance"], std * NOISE / 2, **close
        )


@FRAMEWORKS
def test_a_wrong_half_shows(framework):
    found = framework.answers(CASES["the trick"], faulty=True)["float64"]
    np.testing.assert_allclose(
        found["output 0"], MEAN + np.exp(LOG_VARIANCE) * NOISE, rtol=1e-9
    )


@FRAMEWORKS
def test_each_of_several_outputs_has_gradients_of_its_own(framework):
    found = framework.answers(CASES["the front page's lines"])["float64"]
    np.testing.assert_allclose(found["output 0 by mean"], 1.0)
    np.testing.assert_allclose(found["output 1 by mean"], MEAN, rtol=1e-9)
    by_log_variance = 0.5 * (np.exp(LOG_VARIANCE) - 1)
    np.testing.assert_allclose(
        found["output 1 by log_variance"], by_log_variance, rtol=1e-9
    )


def by_hand(optimizer, in_keras, weights, gradients, rate, epsilon=0.0, decay=0.0):
    """Kingma and Ba's Adam, with Loshchilov and Hutter's decay; or plain descent.

    Keras adds ε before it corrects the mean square for its start.
    """
    first = second = 0.0
    for number, gradient in enumerate(gradients, 1):
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        adam = first / (1 - 0.9**number)
        corrected = np.sqrt(1 - 0.999**number)
        late = epsilon / corrected if in_keras else epsilon
        adam = adam / (np.sqrt(second) / corrected + late)
        step = gradient if optimizer == "sgd" else adam + decay * weights
        weights = weights - rate * step
    return weights


MOVED = {  # optimizer: the moved head's rate, ε and decay, in units of the old one's
    "SGD": (0.25, 2.0, 4.0),
    "Adam": (0.5, 2.0, 2.0),
    "AdamW": (0.5, 2.0, 2.0),
}


@FRAMEWORKS
@pytest.mark.parametrize("name", MOVED)
def test_a_head_and_the_moved_head_take_their_optimizers_steps(framework, name):
    """With an ε and a decay that show."""
    given = {"epsilon": 0.3, "weight_decay": 3.0}
    settings = {key: given.get(key, 0.01) for key in CASES[name].settings}
    case = replace(CASES[name], arrays=SHORT, settings=settings)
    found = framework.answers(case)
    weights, gradients = SHORT.values()
    epsilon, decay = settings.get("epsilon", 0.0), settings.get("weight_decay", 0.0)
    which = case.optimizer, framework is in_tensorflow
    old = by_hand(*which, weights, gradients, 0.01, epsilon, decay)
    moved = np.multiply((0.01, epsilon, decay), MOVED[name])
    new = by_hand(*which, weights / 2, 2 * gradients, *moved)
    assert found.keys() == {*DTYPES}
    for dtype, arrays in found.items():
        assert {each.dtype.name for each in arrays.values()} == {dtype}
        np.testing.assert_allclose(arrays["as it was"], old, atol=1e-5)
        np.testing.assert_allclose(arrays["moved"], new, atol=1e-5)
