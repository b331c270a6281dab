"""Stored trainings: made once, made again when their inputs change, and never taken for one another."""

from dataclasses import fields, replace

import numpy as np
import pytest

from evidence.store import Damaged
from lab import experiments, staleness
from lab.experiments import Config, load, path_of, run_missing, trained
from snippets.training import Epoch
from tests.lab.conftest import DECODER, ENCODER, SECONDS, of_run

CONFIG = Config("log_variance", seed=0, epochs=2)


def test_a_run_is_made_once(trainings):
    first, again = trained(CONFIG), trained(CONFIG)
    run_missing([CONFIG, replace(CONFIG, seed=1)])
    assert trainings.made == [CONFIG, replace(CONFIG, seed=1)]
    for run in (first, again):
        assert run.config == CONFIG
        assert run.history == [Epoch(1, -157.0, -152.0, 5.0, 2.0)]
        assert run.first_steps == run.step_elbo.tolist() == [-543.25, -500.5]
        assert [*map(np.shape, run.encoder)] == [*map(np.shape, ENCODER)]
        np.testing.assert_array_equal(run.decoder[0], DECODER[0])
        assert run.seconds == SECONDS


def test_no_other_run_is_taken_for_it(trainings):
    """Each field of the configuration distinguishes runs, even if a file has another's name."""
    run_missing([CONFIG])
    for field in fields(Config):
        value = getattr(CONFIG, field.name)
        changed = f"another_{value}" if isinstance(value, str) else value + 1
        other = replace(CONFIG, **{field.name: changed})
        path_of(other).write_bytes(path_of(CONFIG).read_bytes())
        with pytest.raises(Damaged, match=r"is of .*, not of "):
            trained(other)
    assert trainings.made == [CONFIG]


def test_a_damaged_run_stops_before_a_training_and_stays(trainings):
    run_missing([CONFIG])
    damaged = path_of(CONFIG).read_bytes()[:-100]
    path_of(CONFIG).write_bytes(damaged)
    with pytest.raises(Damaged, match=rf"{path_of(CONFIG).name} is "):
        run_missing([replace(CONFIG, seed=1), CONFIG])
    assert path_of(CONFIG).read_bytes() == damaged
    assert trainings.made == [CONFIG]


@pytest.mark.parametrize(
    "change",
    [{"snippets/training.py": "1" * 64}, {"numpy": "2.1"}, {"data": "MNIST 0"}],
)
def test_a_run_of_other_code_versions_or_data_is_made_again(
    trainings, monkeypatch, change
):
    run_missing([CONFIG])
    monkeypatch.setattr(staleness, "of_run", lambda: of_run() | change)
    assert load(CONFIG) is None
    run_missing([CONFIG])
    assert trainings.made == [CONFIG, CONFIG]
    assert load(CONFIG)


def test_a_worker_with_other_code_trains_nothing(trainings, monkeypatch):
    """A cluster's checkout may be behind: its runs would be kept under a key that is not theirs."""
    with pytest.raises(
        ValueError,
        match=r"has other code or data than expected: numpy was 2.1, is 2.0",
    ):
        experiments.make(CONFIG, of_run() | {"numpy": "2.1"})
    assert trainings.made == []


def test_one_failing_run_does_not_lose_the_others(trainings):
    trainings.fail = {CONFIG: RuntimeError("diverged")}
    with pytest.raises(RuntimeError, match="diverged"):
        run_missing([CONFIG, replace(CONFIG, seed=1)])
    assert load(CONFIG) is None
    assert load(replace(CONFIG, seed=1)).history[-1].elbo == -156.0
