"""What `moved` does with settings, defaults and schedules, and what it refuses."""

import pytest

from snippets.jax.learning_rates import moved as moved_in_jax
from snippets.learning_rates import HeadSettings, moved
from snippets.pytorch.learning_rates import moved as moved_in_pytorch  # needs no torch


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "adam", "adamw"])
def test_there_and_back_returns_the_settings(optimizer):
    old = HeadSettings(3e-4, 0.7, 1e-6, 0.03, 0.2, 5.0, 0.1)
    assert moved(moved(old, optimizer), optimizer, scale=2) == old


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
    ("optimizer", "rate", "decay"), [("sgd", 0.25, 4), ("adam", 0.5, 2), ("adamw", 0.5, 2)]
)  # fmt: skip
def test_a_moved_head_in_jax_has_settings_of_its_own(optimizer, rate, decay):
    settings = {"learning_rate": 1.0, "eps": 1.0, "weight_decay": 1.0}
    kept = {"momentum": 0.9, "nesterov": True, "mu_dtype": None}
    there = moved_in_jax(settings | kept, optimizer)
    changed = {"learning_rate": rate, "eps": 2.0, "weight_decay": decay}
    assert there == changed | kept
    assert moved_in_jax(there, optimizer, scale=2) == settings | kept


def test_all_rates_of_a_schedule_are_moved_in_jax():
    settings = {"learning_rate": lambda step: 1 / (1 + step)}
    rate = moved_in_jax(settings, "adamw")["learning_rate"]
    assert [rate(step) for step in (0, 1, 3)] == [1 / 2, 1 / 4, 1 / 8]


@pytest.mark.parametrize(
    ("move", "settings", "optimizer", "message"),
    [
        (moved, HeadSettings(1e-3), "adamw", "weight_decay is 0; expected AdamW's"),
        (
            moved_in_pytorch,
            {"lr": 1e-3, "trust": 1.0},
            "adam",
            r"group has \['trust'\]",
        ),
        (moved_in_pytorch, {"eps": 1e-8}, "adam", "group has eps; expected 'lr'"),
        (moved_in_jax, {"learning_rate": 1e-3, "trust": 1.0}, "adam", r"\['trust'\]"),
        (moved_in_jax, {"eps": 1e-8}, "adam", "has eps; expected 'learning_rate'"),
    ],
)
def test_it_names_what_it_cannot_move(move, settings, optimizer, message):
    with pytest.raises(ValueError, match=message):
        move(settings, optimizer)
