"""TensorFlow's answers to the cases."""

from unittest import mock

import lab.quiet_tensorflow  # noqa: F401  isort: skip
import tensorflow as tf

from lab.frameworks.cases import DTYPES, by_name, function_of, named, trained
from snippets import (
    decoder_variance,
    learning_rates,
    noise_form,
    one_sample_kl,
    regression,
    reparameterize,
    short_answer,
    soft_clamp,
    softplus,
    two_normals,
)

MODULES = by_name(
    decoder_variance,
    learning_rates,
    noise_form,
    one_sample_kl,
    regression,
    reparameterize,
    short_answer,
    soft_clamp,
    softplus,
    two_normals,
)


def optimizer_of(name, settings):
    """Keras's optimizer of that name, as `HeadSettings` say."""
    rate, epsilon = settings.learning_rate, settings.epsilon
    if name == "sgd":
        return tf.keras.optimizers.SGD(rate)
    if name == "adam":
        return tf.keras.optimizers.Adam(rate, epsilon=epsilon)
    decay = settings.weight_decay
    return tf.keras.optimizers.AdamW(rate, weight_decay=decay, epsilon=epsilon)


def steps_of(case, moved):
    """The answers to a case with an optimizer."""
    old = learning_rates.HeadSettings(**case.settings)

    def take_steps(settings, weights, gradients, dtype):
        weights = tf.Variable(weights, dtype=dtype)
        optimizer = optimizer_of(case.optimizer, settings)
        for gradient in gradients:
            optimizer.apply([tf.constant(gradient, dtype)], [weights])
        return weights.numpy()

    return trained(case, take_steps, old, moved(old, case.optimizer))


def answers(case, faulty=False):
    """What a case gives: {dtype: arrays by name}; with a wrong ½ where `faulty`."""
    function = function_of(case, MODULES, faulty)
    if case.optimizer:
        return steps_of(case, function)
    found = {}
    for dtype in DTYPES:
        arrays = [tf.constant(array, dtype) for array in case.arrays.values()]
        noise = tf.constant(0 if case.draws is None else case.draws, dtype)
        with (
            mock.patch("tensorflow.random.normal", lambda *_, noise=noise, **__: noise),
            tf.GradientTape(persistent=True) as tape,
        ):
            tape.watch(arrays)
            outputs = function(*case.given, *arrays, **case.settings)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        zero = tf.UnconnectedGradients.ZERO
        gradients = [
            tape.gradient(each, arrays, unconnected_gradients=zero) for each in outputs
        ]
        found[dtype] = named(case, outputs, gradients)
    return found
