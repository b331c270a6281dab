"""What `moved` does with an optimizer's defaults, schedules and settings that it does not know."""

import jax.numpy as jnp
import pytest

from snippets.jax.learning_rates import adamw
from snippets.jax.learning_rates import moved as moved_in_jax
from snippets.learning_rates import HeadSettings, moved
from snippets.pytorch.learning_rates import moved as moved_in_pytorch  # needs no torch

STEPS, START = 30, -1.0


def test_adamw_of_keras_is_not_moved_without_its_decay():
    with pytest.raises(ValueError, match=r"weight_decay is 0; expected AdamW's"):
        moved(HeadSettings(1e-3), "adamw")


def test_pytorch_defaults_schedules_and_flags():
    """That such trainings repeat is a session in snippets/pytorch/learning_rates.pycon."""
    group = {"params": [], "lr": 1e-2, "max_lr": 2e-2, "betas": (0.9, 0.999)}
    new = moved_in_pytorch(group, "adamw")
    assert (new["lr"], new["weight_decay"], new["eps"]) == (5e-3, 0.02, 2e-8)
    assert (new["max_lr"], new["betas"]) == (1e-2, (0.9, 0.999))
    assert moved_in_pytorch({"lr": 1e-2, "nesterov": True}, "sgd")["nesterov"] is True
    decoupled = {"lr": 1e-2, "weight_decay": 0.1, "decoupled_weight_decay": True}
    assert moved_in_pytorch(decoupled, "adam")["weight_decay"] == 0.2


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ({"lr": 1e-3, "trust": 1.0}, r"group has \['trust'\], whose factor"),
        ({"eps": 1e-8}, "group has eps; expected 'lr'"),
    ],
)
def test_pytorch_names_what_it_cannot_move(group, message):
    with pytest.raises(ValueError, match=message):
        moved_in_pytorch(group, "adam")


def log_std_in_jax(factor, learning_rate, **settings):
    h, state = jnp.array(START / factor), (0, 0.0, 0.0)
    for step in range(STEPS):
        rate = learning_rate(step) if callable(learning_rate) else learning_rate
        gradient = factor * jnp.expm1(2 * factor * h)
        h, state = adamw(h, gradient, state, learning_rate=rate, **settings)
    return float(factor * h)


def test_optax_defaults_and_schedules_are_moved():
    defaults = {"eps": 1e-8, "weight_decay": 1e-4}
    for rate in (1e-2, lambda step: 5e-3 + 5e-3 * 0.9**step):
        new = moved_in_jax({"learning_rate": rate}, "adamw")
        old = log_std_in_jax(0.5, rate, **defaults)
        assert log_std_in_jax(1.0, **new) == old


def test_optax_settings_without_a_size_are_kept():
    settings = {"learning_rate": 1e-3, "nesterov": True, "mu_dtype": None}
    new = moved_in_jax(settings, "adam")
    assert new["nesterov"] is True
    assert new["mu_dtype"] is None


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"learning_rate": 1e-3, "trust": 1.0}, r"settings has \['trust'\], whose"),
        ({"eps": 1e-8}, "settings has eps; expected 'learning_rate'"),
    ],
)
def test_jax_names_what_it_cannot_move(settings, message):
    with pytest.raises(ValueError, match=message):
        moved_in_jax(settings, "adam")
