"""What each framework answers, by calculus; and what a fault of a ½ makes of it."""

from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from lab.frameworks import in_jax, in_tensorflow
from lab.frameworks.cases import (
    CASES,
    DTYPES,
    LOG_VARIANCE,
    MEAN,
    NOISE,
    TRAINING,
    as_it_is,
    first_axis,
)

FRAMEWORKS = pytest.mark.parametrize(
    "framework", [in_tensorflow, in_jax], ids=["TensorFlow", "JAX"]
)
SHORT = {
    "weights": TRAINING["weights"],
    "gradients": TRAINING["gradients"][:3],
}


@FRAMEWORKS
def test_a_draw_and_its_gradients_are_those_of_calculus(framework):
    found = framework.answers(CASES["the trick"])
    assert found.keys() == {*DTYPES}
    std = np.exp(LOG_VARIANCE / 2)
    for dtype, arrays in found.items():
        assert arrays.keys() == {
            "output 0",
            "output 0 by mean",
            "output 0 by log_variance",
        }
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


@pytest.fixture
def exactly(framework, monkeypatch):
    """In float64 alone."""
    monkeypatch.setattr(framework, "DTYPES", ("float64",))


@FRAMEWORKS
def test_each_of_several_outputs_has_gradients_of_its_own(framework, exactly):
    found = framework.answers(CASES["the front page's lines"])["float64"]
    np.testing.assert_allclose(found["output 0 by mean"], 1.0)
    np.testing.assert_allclose(found["output 1 by mean"], MEAN, rtol=1e-9)
    by_log_variance = 0.5 * (np.exp(LOG_VARIANCE) - 1)
    np.testing.assert_allclose(
        found["output 1 by log_variance"], by_log_variance, rtol=1e-9
    )


@FRAMEWORKS
def test_what_comes_before_and_after_the_arrays_is_given(framework, exactly):
    """The noise of a density comes before them here, and limits after them."""
    density = CASES["the density of a draw"]
    noise, log_variance = density.arrays.values()
    given = tf.constant(noise) if framework is in_tensorflow else noise
    case = replace(density, arrays={"log_variance": log_variance}, given=(given,))
    found = framework.answers(case)["float64"]
    each = -0.5 * (noise**2 + log_variance + np.log(2 * np.pi))
    np.testing.assert_allclose(found["output 0"], each.sum(axis=1), rtol=1e-9)
    np.testing.assert_allclose(found["output 0 by log_variance"], -0.5)
    clamp = framework.answers(CASES["the soft clamp"])["float64"]
    assert -30 < clamp["output 0"].min() < -20
    assert 15 < clamp["output 0"].max() < 20


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
    rate, tiny, off = MOVED[name]
    old = by_hand(*which, weights, gradients, 0.01, epsilon, decay)
    new = by_hand(
        *which,
        weights / 2,
        2 * gradients,
        0.01 * rate,
        epsilon * tiny,
        decay * off,
    )
    assert found.keys() == {*DTYPES}
    for dtype, arrays in found.items():
        assert {each.dtype.name for each in arrays.values()} == {dtype}
        np.testing.assert_allclose(arrays["as it was"], old, atol=1e-5)
        np.testing.assert_allclose(arrays["moved"], new, atol=1e-5)


def test_the_parts_of_a_decoder_and_of_a_likelihood_are_as_they_say():
    z = np.array([[[1.5, 9.0]], [[0.5, 9.0]]])
    np.testing.assert_array_equal(first_axis(z), [[0.0], [-2.0]])
    assert as_it_is(z[:, 0]).shape == (2, 1, 1, 2)


@FRAMEWORKS
def test_a_half_that_is_there_twice_cannot_be_wrong(framework):
    case = replace(CASES["the trick"], half=("e", ""))
    with pytest.raises(ValueError, match=r"reparameterize has not one 'e'$"):
        framework.answers(case, faulty=True)
