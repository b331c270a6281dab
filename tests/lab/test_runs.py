"""Stored trainings: made once, made anew when what they rest on changes or their file is damaged."""

import contextlib
import functools
import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from lab import runs
from snippets.cvae import make_decoder, make_encoder
from snippets.mnist import Digits
from snippets.training import Epoch, TrainingRun

CONFIG = runs.Config("log_variance", seed=0)
DIGITS = Digits("digits", *np.zeros((2, 10, 28, 28, 1), np.float32))


@pytest.fixture(autouse=True)
def trainings(monkeypatch, tmp_path):
    """A store of its own, trainings that take no time; the list of those that were made."""
    made = []

    def train(digits, parameterization, seed, epochs):
        made.append((parameterization, seed))
        return TrainingRun(
            encoder=make_encoder(),
            decoder=make_decoder(),
            history=[Epoch(1, -160.5, -155.0, 5.5, 0.1)],
            step_elbo=np.float32([-500, -400]),
            device="CPU",
            seconds=0.2,
        )

    monkeypatch.setattr(runs, "STORE", tmp_path / "runs")
    monkeypatch.setattr(runs, "load_digits", lambda: DIGITS)
    monkeypatch.setattr(runs, "data_set", lambda: {"sha256": "the digits'"})
    monkeypatch.setattr(runs, "key_of", functools.cache(runs.key_of.__wrapped__))
    monkeypatch.setattr(runs, "train", train)
    monkeypatch.setattr(runs, "evaluate", lambda *_: (np.ones(10), np.zeros(10)))
    monkeypatch.setattr(runs, "executor", lambda: ThreadPoolExecutor(1))
    return made


def stored():
    return [path.name for path in runs.STORE.glob("*")]


def test_a_run_is_made_once(trainings):
    first = runs.trained(replace(CONFIG, epochs=2))
    again = runs.trained(replace(CONFIG, epochs=2))
    assert trainings == [("log_variance", 0)]
    assert first.history == again.history == [Epoch(1, -160.5, -155.0, 5.5, 0.1)]
    assert first.data == "digits"
    assert all(map(np.array_equal, first.encoder, again.encoder))
    assert [array.size for array in first.decoder][:2] == [2 * 1568, 1568]


def test_only_what_is_missing_is_trained(trainings):
    runs.complete([CONFIG])
    runs.complete([CONFIG, replace(CONFIG, seed=1)])
    assert trainings == [("log_variance", 0), ("log_variance", 1)]


def cut(content):
    return content[:-100]


def overwritten(content):
    return content[:100] + b"\xff" * 400 + content[500:]


@pytest.mark.parametrize(
    "damage", [cut, overwritten, lambda content: b"", lambda content: b"no"]
)
def test_a_damaged_run_is_named_and_made_anew(trainings, damage, capsys):
    runs.complete([CONFIG])
    path = runs.path_of(CONFIG)
    path.write_bytes(damage(path.read_bytes()))
    runs.complete([CONFIG])
    said = capsys.readouterr().err
    assert f"{path.name} is damaged" in said
    assert "made anew" in said
    assert len(trainings) == 2
    assert runs.load(path).seconds == 0.2


def test_a_run_of_other_content_is_made_anew(trainings, capsys):
    runs.complete([CONFIG])
    np.savez(runs.path_of(CONFIG), facts="{}", history=np.zeros((1, 5)))
    runs.complete([CONFIG])
    assert "is damaged" in capsys.readouterr().err
    assert len(trainings) == 2


def key(config=CONFIG):
    return runs.key_of.__wrapped__(config)


@pytest.mark.parametrize(
    "change",
    [
        {"parameterization": "log_std"},
        {"seed": 1},
        {"epochs": 2},
        {"train_images": 10},
        {"test_images": 10},
    ],
)
def test_the_key_knows_the_configuration(change):
    assert key(replace(CONFIG, **change)) != key()


@pytest.mark.parametrize("name", runs.TRAINING_SOURCES)
def test_the_key_knows_each_source(monkeypatch, tmp_path, name):
    before = key()
    shutil.copytree(runs.SNIPPETS, tmp_path / "snippets")
    monkeypatch.setattr(runs, "SNIPPETS", tmp_path / "snippets")
    assert key() == before
    source = tmp_path / "snippets" / name
    source.write_bytes(source.read_bytes() + b"\n")
    assert key() != before


def test_the_sources_are_all_that_training_imports():
    """A module of snippets/ that training imports and the key does not know would leave stale runs."""
    todo, known = {"training"}, set()
    while todo:
        known.add(name := todo.pop())
        lines = (runs.SNIPPETS / f"{name}.py").read_text(encoding="utf-8").splitlines()
        imports = {
            line.split()[1] for line in lines if line.startswith("from snippets.")
        }
        todo |= {module.removeprefix("snippets.") for module in imports} - known
    assert {f"{name}.py" for name in known} <= set(runs.TRAINING_SOURCES)


def test_the_key_knows_data_and_versions(monkeypatch):
    before = key()
    with monkeypatch.context() as other:
        other.setattr(runs, "data_set", lambda: {"sha256": "other digits'"})
        assert key() != before
    monkeypatch.setattr(runs.importlib.metadata, "version", lambda name: "0")
    assert key() != before


def test_an_interrupted_training_leaves_nothing(monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(runs, "train", interrupted)
    with pytest.raises(KeyboardInterrupt):
        runs.make(CONFIG)
    assert stored() == []


def test_an_interrupted_save_leaves_no_run(monkeypatch):
    def full_disk(path, **arrays):
        path.write_bytes(b"half of it")
        raise OSError("no space left")

    with monkeypatch.context() as disk:
        disk.setattr(runs.np, "savez_compressed", full_disk)
        with contextlib.suppress(OSError):
            runs.make(CONFIG)
    assert runs.load(runs.path_of(CONFIG)) is None
    runs.complete([CONFIG])
    assert runs.load(runs.path_of(CONFIG)) is not None


def test_one_failing_run_does_not_lose_the_others(monkeypatch, trainings):
    train = runs.train

    def fails_once(digits, parameterization, seed, epochs):
        if seed == 0:
            raise RuntimeError("diverged")
        return train(digits, parameterization, seed, epochs)

    monkeypatch.setattr(runs, "train", fails_once)
    with pytest.raises(RuntimeError, match="diverged"):
        runs.complete([CONFIG, replace(CONFIG, seed=1)])
    assert runs.load(runs.path_of(replace(CONFIG, seed=1))) is not None
