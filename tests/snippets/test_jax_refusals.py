"""What the snippets in JAX refuse: the message names the argument, what came and what was expected; what is on the edge is taken."""

import math
import re

import jax
import jax.numpy as jnp
import pytest

from snippets.jax.decoder_variance import calibrated_log_likelihood, shared_variance
from snippets.jax.first_aid import first_aid
from snippets.jax.learning_rates import moved
from snippets.jax.noise_form import elbo_terms, log_density_of_draw
from snippets.jax.regression import beta_nll
from snippets.jax.short_answer import sample_and_kl
from snippets.jax.soft_clamp import soft_clamp, softplus_clamp
from snippets.jax.softplus import log_softplus, raw_for_std
from snippets.jax.two_heads import same_as_log_variance, split_last_layer

ONE, TWO, THREE, WHOLE = jnp.ones(1), jnp.ones(2), jnp.ones(3), jnp.arange(2)


def aid(raw=TWO, decoded=0.5 * TWO, from_logits=False, **more):
    return first_aid(raw, decoded, from_logits=from_logits, **more)


def elbo(mean, log_variance, noise):
    return elbo_terms(lambda z: z, TWO, mean, log_variance, noise)


REFUSED = [
    (
        lambda: shared_variance(TWO, THREE),
        "x, mean are (2,), (3,); expected one shape",
    ),
    (
        lambda: calibrated_log_likelihood(TWO, THREE, 0.1),
        "x, mean are (2,), (3,); expected one shape",
    ),
    *(
        (
            lambda floor=floor: shared_variance(TWO, TWO, floor),
            f"floor is {floor!r}; expected a finite σ above 0",
        )
        for floor in (0, -1, math.inf, math.nan)
    ),
    (
        lambda: aid(read_as="sigma"),
        "read_as is 'sigma'; expected one of log_variance, log_std, variance",
    ),
    (lambda: aid(raw=WHOLE), "raw is int32; expected a floating dtype"),
    (lambda: aid(decoded=WHOLE), "decoded is int32; expected a floating dtype"),
    (lambda: aid(raw=jnp.ones(0)), "raw has shape (0,); expected some numbers"),
    (
        lambda: aid(decoded=jnp.ones((0, 2))),
        "decoded has shape (0, 2); expected some numbers",
    ),
    (
        lambda: aid(decoded=jnp.array([-0.5, 0.5])),
        "decoded goes from -0.5 to 0.5; expected probabilities, or from_logits=True",
    ),
    (
        lambda: aid(decoded=jnp.array([0.5, 1.5])),
        "decoded goes from 0.5 to 1.5; expected probabilities, or from_logits=True",
    ),
    (
        lambda: moved({}, "lion"),
        "optimizer is 'lion'; expected one of sgd, adam, adamw",
    ),
    *(
        (
            lambda scale=scale: moved({}, "adam", scale),
            f"scale is {scale!r}; expected a positive, finite number",
        )
        for scale in (0, -0.5, math.inf, math.nan)
    ),
    (
        lambda: log_density_of_draw(TWO, THREE),
        "noise, log_variance are (2,), (3,); expected one shape",
    ),
    *(
        (
            lambda three=three: elbo(*three),
            f"mean, log_variance, noise are {[each.shape for each in three]}; expected one shape",
        )
        for three in ((ONE, TWO, TWO), (TWO, ONE, TWO), (TWO, TWO, ONE))
    ),
    *(
        (
            lambda three=three: beta_nll(*three),
            f"y, mean, log_variance are {[each.shape for each in three]}; expected one shape",
        )
        for three in ((ONE, TWO, TWO), (TWO, ONE, TWO), (TWO, TWO, ONE))
    ),
    *(
        (
            lambda beta=beta: beta_nll(ONE, ONE, ONE, beta),
            f"beta is {beta!r}; expected a number from 0 to 1",
        )
        for beta in (-0.1, 1.1, math.nan)
    ),
    *(
        (lambda clamp=clamp: clamp(WHOLE, -1, 1), "raw is int32; expected a floating dtype")
        for clamp in (soft_clamp, softplus_clamp)
    ),
    *(
        (
            lambda low=low, high=high: soft_clamp(TWO, low, high),
            f"low, high are {low}, {high}; expected finite, low < high",
        )
        for low, high in ((1, 1), (2, 1), (-math.inf, 1), (1, math.inf), (math.nan, 1))
    ),
    (lambda: log_softplus(WHOLE), "raw is int32; expected a floating dtype"),
    *(
        (
            lambda std=std: raw_for_std(std),
            f"std is {std!r}; expected a finite positive number",
        )
        for std in (0, -1.0, math.inf, math.nan, "1")
    ),
    (
        lambda: same_as_log_variance({}, "adamw", 1e-4),
        "optimizer is 'adamw'; expected 'adam' or 'sgd'",
    ),
    (
        lambda: split_last_layer({"kernel": jnp.ones((2, 3)), "bias": THREE}),
        "the last layer gives 3; half are for μ",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_is_refused_is_named(call, message):
    with pytest.raises((TypeError, ValueError), match=f"^{re.escape(message)}$"):
        call()


def test_what_is_on_the_edge_is_taken():
    assert aid(decoded=jnp.array([0.0, 1.0]), losses=[3.0]) == []
    assert aid(decoded=jnp.array([-9.0, 9.0]), from_logits=True, losses=[3.0]) == []
    assert float(beta_nll(ONE, ONE, ONE, beta=0)[0]) == 0.5
    assert float(beta_nll(ONE, ONE, 0 * ONE, beta=1)[0]) == 0.0


@pytest.mark.parametrize(
    ("optimizer", "rate", "decay"),
    [("sgd", 0.25, 4.0), ("adam", 0.5, 2.0), ("adamw", 0.5, 2.0)],
)
def test_a_moved_head_has_settings_of_its_own(optimizer, rate, decay):
    """The way back undoes them."""
    settings = {"learning_rate": 1.0, "eps": 1.0, "weight_decay": 1.0, "momentum": 0.9}
    there = moved(settings, optimizer)
    assert there == {"learning_rate": rate, "eps": 2.0} | {
        "weight_decay": decay,
        "momentum": 0.9,
    }
    assert moved(there, optimizer, scale=2) == settings


@pytest.mark.parametrize("dtype", [jnp.float16, jnp.bfloat16, jnp.float32])
def test_a_draw_has_the_dtype_of_its_mean(dtype):
    draw, kl = sample_and_kl(jax.random.key(0), TWO.astype(dtype), TWO.astype(dtype))
    assert draw.dtype == kl.dtype == dtype
