"""JAX's answers to the cases."""

import inspect
from unittest import mock

import jax
import jax.numpy as jnp
import numpy as np

import snippets.jax.decoder_variance
import snippets.jax.learning_rates
import snippets.jax.noise_form
import snippets.jax.one_sample_kl
import snippets.jax.regression
import snippets.jax.reparameterize
import snippets.jax.short_answer
import snippets.jax.soft_clamp
import snippets.jax.softplus
import snippets.jax.two_normals
from lab.frameworks.cases import DTYPES, function_of, named, trained


def steps_of(case, moved):
    """The answers to a case with an optimizer; Adam is AdamW without decay."""
    names = {"epsilon": "eps"}
    old = {names.get(name, name): value for name, value in case.settings.items()}

    def take_steps(settings, weights, gradients, dtype):
        weights, state = jnp.asarray(weights, dtype), (0, 0.0, 0.0)
        for gradient in jnp.asarray(gradients, dtype):
            if case.optimizer == "sgd":
                weights = weights - settings["learning_rate"] * gradient
            else:
                weights, state = snippets.jax.learning_rates.adamw(
                    weights, gradient, state, **settings
                )
        return np.asarray(weights)

    with jax.enable_x64(True):
        return trained(case, take_steps, old, moved(old, case.optimizer))


def answers(case, faulty=False):
    """The answers to a case: {dtype: arrays by name}; with a wrong ½ if `faulty`."""
    function = function_of(case, snippets.jax, faulty)
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
