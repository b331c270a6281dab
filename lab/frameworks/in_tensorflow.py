"""TensorFlow's answers to the cases."""

from unittest import mock

import lab.quiet_tensorflow  # noqa: F401  isort: skip
import tensorflow as tf

import snippets.decoder_variance
import snippets.learning_rates
import snippets.noise_form
import snippets.one_sample_kl
import snippets.regression
import snippets.reparameterize
import snippets.short_answer
import snippets.soft_clamp
import snippets.softplus
import snippets.two_normals
from lab.frameworks.cases import DTYPES, function_of, named, trained


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
    old = snippets.learning_rates.HeadSettings(**case.settings)

    def take_steps(settings, weights, gradients, dtype):
        weights = tf.Variable(weights, dtype=dtype)
        optimizer = optimizer_of(case.optimizer, settings)
        for gradient in gradients:
            optimizer.apply([tf.constant(gradient, dtype)], [weights])
        return weights.numpy()

    return trained(case, take_steps, old, moved(old, case.optimizer))


def answers(case, faulty=False):
    """The answers to a case: {dtype: arrays by name}; with a wrong ½ if `faulty`."""
    function = function_of(case, snippets, faulty)
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
