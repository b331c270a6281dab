"""Stored trainings: made once, made anew when what they rest on changed, and never taken for another."""

import re
from dataclasses import asdict, fields, replace

import numpy as np
import pytest

from evidence import store
from evidence.store import Damaged
from lab import experiments, staleness
from lab.experiments import Config, complete, load, path_of, trained
from tests.lab.conftest import DECODER, ENCODER, of_run

CONFIG = Config("log_variance", seed=0, epochs=2)
OTHERS = {
    "parameterization": "log_std",
    "seed": 1,
    "epochs": 3,
    "train_images": 10,
    "test_images": 10,
}


def test_a_run_is_made_once(trainings):
    first, again = trained(CONFIG), trained(CONFIG)
    assert trainings.made == [CONFIG]
    for run in (first, again):
        assert run.elbo == -157.0
        assert [*map(np.shape, run.encoder)] == [*map(np.shape, ENCODER)]
        np.testing.assert_array_equal(run.decoder[0], DECODER[0])
        assert run.seconds == 2.0
        assert run.device != "CPU"  # it says which


def test_a_run_names_the_gpu_that_made_it_else_the_processor(trainings, monkeypatch):
    monkeypatch.setattr(experiments.gpus, "in_words", lambda: "A100, driver 1")
    assert trained(CONFIG).device == "A100, driver 1"
    monkeypatch.setattr(experiments.gpus, "in_words", str)
    monkeypatch.setattr(experiments, "processor", lambda: "Fast")
    assert trained(replace(CONFIG, seed=1)).device == "Fast"


def test_only_what_is_missing_is_trained(trainings):
    complete([CONFIG])
    complete([CONFIG, replace(CONFIG, seed=1)])
    assert trainings.made == [CONFIG, replace(CONFIG, seed=1)]


def test_what_is_finished_is_told_once_each(trainings):
    told = []
    complete([CONFIG, replace(CONFIG, seed=1)], finished=lambda: told.append(1))
    complete([CONFIG], finished=lambda: told.append(1))
    assert told == [1, 1]


def test_the_build_scale_is_trained_in_one_go(trainings):
    trained(experiments.RAW_VARIANCE)
    assert sorted(map(repr, trainings.made)) == sorted(
        map(repr, experiments.BUILD_SCALE)
    )


def test_no_other_run_is_taken_for_it(trainings):
    """Each field of the configuration tells runs apart, even where one lies under another's name."""
    assert OTHERS.keys() == {field.name for field in fields(Config)}
    complete([CONFIG])
    for field, value in OTHERS.items():
        other = replace(CONFIG, **{field: value})
        path_of(other).write_bytes(path_of(CONFIG).read_bytes())
        before = path_of(CONFIG).read_bytes()
        if path_of(other) == path_of(CONFIG):  # test images are not in the name
            assert field == "test_images"
        with pytest.raises(
            Damaged, match=rf"is of .*, not of .*{re.escape(str(value))}"
        ):
            trained(other)
        if path_of(other) != path_of(CONFIG):
            path_of(other).unlink()
        assert path_of(CONFIG).read_bytes() == before
    assert trainings.made == [CONFIG]


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data[:-100],
        lambda data: b"",
        lambda data: data[:100] + b"\xff" * 400 + data[500:],
    ],
)
def test_a_damaged_run_stops_before_a_training_and_stays(trainings, change):
    complete([CONFIG])
    damaged = change(path_of(CONFIG).read_bytes())
    path_of(CONFIG).write_bytes(damaged)
    with pytest.raises(Damaged, match=rf"{path_of(CONFIG).name} is "):
        complete([replace(CONFIG, seed=1), CONFIG])
    assert path_of(CONFIG).read_bytes() == damaged
    assert trainings.made == [CONFIG]


@pytest.mark.parametrize(
    "change",
    [{"snippets/training.py": "1" * 64}, {"numpy": "2.1"}, {"data": "MNIST 0"}],
)
def test_a_run_of_other_code_versions_or_data_is_made_anew(
    trainings, monkeypatch, change
):
    complete([CONFIG])
    monkeypatch.setattr(staleness, "of_run", lambda: of_run() | change)
    assert load(CONFIG) is None
    complete([CONFIG])
    assert trainings.made == [CONFIG, CONFIG]
    assert load(CONFIG)


def test_a_worker_with_other_code_trains_nothing(trainings, monkeypatch):
    """A cluster's checkout may be behind: its runs would be kept under a key that is not theirs."""
    with pytest.raises(
        ValueError,
        match=r"has other code or data than asked for: numpy was 2.1, is 2.0",
    ):
        experiments.make(CONFIG, of_run() | {"numpy": "2.1"})
    assert trainings.made == []


def test_one_failing_run_does_not_lose_the_others(trainings):
    trainings.fail = {CONFIG: RuntimeError("diverged")}
    with pytest.raises(RuntimeError, match="diverged"):
        complete([CONFIG, replace(CONFIG, seed=1)])
    assert load(CONFIG) is None
    assert load(replace(CONFIG, seed=1)).elbo == -156.0


def test_an_interrupted_training_leaves_nothing(trainings):
    trainings.fail = {CONFIG: KeyboardInterrupt()}
    with pytest.raises(KeyboardInterrupt):
        complete([CONFIG])
    assert not experiments.STORE.exists()


def test_what_training_imports_is_what_a_run_depends_on():
    """Asked of the real code: its three sources, the images, the versions."""
    found = staleness.of_run()
    assert found.keys() >= {
        *(
            "snippets/training.py",
            "snippets/cvae.py",
            "snippets/parameterization.py",
            "snippets/mnist.py",
        ),
        *("lab/train_run.py", "data", "tensorflow", "keras", "numpy", "python"),
    }
    assert not any(name.startswith(("evidence/", "tests/")) for name in found)


def test_a_finished_run_is_told_with_its_head_and_its_elbo(trainings, bar_of):
    told = bar_of(experiments)
    complete([CONFIG, replace(CONFIG, seed=1)])
    assert told == [
        2,
        "log_variance: ELBO -157.0 nats",
        "log_variance: ELBO -156.0 nats",
    ]


def test_a_stored_run_says_what_it_is_of(trainings):
    complete([CONFIG])
    kept = store.read(path_of(CONFIG), {"run": asdict(CONFIG)})
    assert kept.inputs == of_run()
    assert kept.content == {}
    assert kept.made["seconds"] == 2.0


def test_the_build_scale_can_be_asked_for_before_it_is_needed(trainings):
    experiments.complete_build_scale()
    assert sorted(map(repr, trainings.made)) == sorted(
        map(repr, experiments.BUILD_SCALE)
    )


def test_the_elbo_of_an_image_is_its_reconstruction_less_its_kl(trainings):
    """In the tests' store each image has 1 and 0."""
    found = experiments.elbo_of_images.__wrapped__(seed=1)
    assert found.tolist() == [1.0] * 10
    assert found.dtype == np.float64
