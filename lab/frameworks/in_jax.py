"""JAX's answers to the cases."""

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


def differentiate(function, arrays):
    outputs, pull = jax.vjp(function, *arrays)
    return outputs, [
        pull(tuple(jnp.full_like(other, other is each) for other in outputs))
        for each in outputs
    ]


def take_steps(name, settings, weights, gradients):
    """Adam is AdamW without decay."""
    state = 0, 0.0, 0.0
    for gradient in gradients:
        if name == "sgd":
            weights = weights - settings["learning_rate"] * gradient
        else:
            weights, state = snippets.jax.learning_rates.adamw(
                weights, gradient, state, **settings
            )
    return np.asarray(weights)


def answers(case, faulty=False):
    """The answers to a case: {dtype: arrays by name}; with its planted fault if `faulty`."""
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
        return adapter.answers(case, faulty)
