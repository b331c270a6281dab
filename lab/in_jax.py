"""JAX's answers to the cases."""

import inspect
from unittest import mock

import jax
import jax.numpy as jnp

from lab.framework_cases import DTYPES, by_name, function_of, named
from snippets.jax import (
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
