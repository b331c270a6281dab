"""TensorFlow's answers to the cases."""

from unittest import mock

import lab.quiet_tensorflow  # noqa: F401  isort: skip
import tensorflow as tf

from lab.framework_cases import DTYPES, by_name, function_of, named
from snippets import (
    decoder_variance,
    noise_form,
    regression,
    reparameterize,
    short_answer,
    soft_clamp,
    softplus,
    two_normals,
)

MODULES = by_name(
    decoder_variance,
    noise_form,
    regression,
    reparameterize,
    short_answer,
    soft_clamp,
    softplus,
    two_normals,
)


def answers(case, faulty=False):
    """What a case gives: {dtype: arrays by name}; with a wrong ½ where `faulty`."""
    function = function_of(case, MODULES, faulty)
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
