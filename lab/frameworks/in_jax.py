"""JAX's answers to the cases."""

import inspect
from unittest import mock

import jax
import jax.numpy as jnp
import numpy as np

from lab.frameworks.cases import DTYPES, by_name, function_of, named, trained
from snippets.jax import (
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


def steps_of(case, moved):
    """The answers to a case with an optimizer; Adam is AdamW without decay."""
    old = {
        {"epsilon": "eps"}.get(name, name): value
        for name, value in case.settings.items()
    }

    def take_steps(settings, weights, gradients, dtype):
        weights, state = jnp.asarray(weights, dtype), (0, 0.0, 0.0)
        for gradient in jnp.asarray(gradients, dtype):
            if case.optimizer == "sgd":
                weights = weights - settings["learning_rate"] * gradient
            else:
                weights, state = learning_rates.adamw(
                    weights, gradient, state, **settings
                )
        return np.asarray(weights)

    with jax.enable_x64(True):
        return trained(case, take_steps, old, moved(old, case.optimizer))


def answers(case, faulty=False):
    """What a case gives: {dtype: arrays by name}; with a wrong ½ where `faulty`."""
    function = function_of(case, MODULES, faulty)
    if case.optimizer:
        return steps_of(case, function)
    draws = "key" in inspect.signature(function).parameters
    given = (jax.random.key(0), *case.given) if draws else case.given
    found = {}
    with jax.enable_x64(True):
        for dtype in DTYPES:
            arrays = [jnp.asarray(array, dtype) for array in case.arrays.values()]
            noise = jnp.asarray(0 if case.draws is None else case.draws, dtype)

            def outputs_of(*arrays):
                outputs = function(*given, *arrays, **case.settings)
                return outputs if isinstance(outputs, tuple) else (outputs,)

            with mock.patch("jax.random.normal", lambda *_, noise=noise: noise):
                outputs, pull = jax.vjp(outputs_of, *arrays)
            ones = [
                tuple(jnp.full_like(other, other is each) for other in outputs)
                for each in outputs
            ]
            found[dtype] = named(case, outputs, map(pull, ones))
    return found
