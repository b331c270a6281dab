"""JAX's answers to the cases."""

import functools

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
from lab.frameworks.adapter import Adapter

NAMES = {"epsilon": "eps"}


# As one program, because otherwise JAX compiles one for each operation. It runs only a few times, so LLVM need not
# optimize it. Without the algebraic simplifier it adds terms in the code's order.
as_one_program = functools.partial(
    jax.jit,
    compiler_options={
        "xla_backend_optimization_level": 0,
        "xla_disable_hlo_passes": "algsimp",
    },
)
adamw = as_one_program(snippets.jax.learning_rates.adamw)


@functools.cache
def compiled(function):
    """A case with its gradients."""

    def differentiated(*arrays):
        outputs, pull = jax.vjp(function, *arrays)
        return outputs, [
            pull(tuple(jnp.full_like(other, other is each) for other in outputs))
            for each in outputs
        ]

    return as_one_program(differentiated)


def differentiate(function, arrays):
    return compiled(function)(*arrays)


def take_steps(name, settings, weights, gradients):
    """Adam is AdamW without decay."""
    state = 0, *np.zeros((2, *weights.shape), weights.dtype)
    for gradient in gradients:
        if name == "sgd":
            weights = weights - settings["learning_rate"] * gradient
        else:
            weights, state = adamw(weights, gradient, state, **settings)
    return np.asarray(weights)


def answers(case):
    """As `Adapter.answers`."""
    adapter = Adapter(
        snippets.jax,
        "jax.random.normal",
        jnp.asarray,
        differentiate,
        take_steps,
        lambda settings: {NAMES.get(name, name): settings[name] for name in settings},
        key=(jax.random.key(0),),
    )
    with jax.enable_x64(True):
        return adapter.answers(case)
