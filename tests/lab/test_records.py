"""The record of long trainings: what is finished is added, what does not fit the sources is refused."""

import json

import numpy as np
import pytest
import tensorflow as tf

from lab import records, runs
from lab.full_scale import FULL_SCALE
from lab.records import FIRST_STEPS, is_recorded, paired, path_to, record, results
from lab.runs import Config, Run, data_set, path_of, save
from snippets.cvae import make_decoder, make_encoder
from snippets.mnist import Digits, load_digits
from snippets.training import BATCH_SIZE, Epoch, make_train_step

CONFIGS = [
    Config(head, seed) for seed in (0, 1) for head in ("log_variance", "log_std")
]


DIGITS = Digits("digits", *np.zeros((2, 10, 28, 28, 1), np.float32))


@pytest.fixture(autouse=True)
def folders(monkeypatch, tmp_path):
    """A store and a record of its own, and few images."""
    monkeypatch.setattr(records, "load_digits", lambda: DIGITS)
    monkeypatch.setattr(runs, "STORE", tmp_path / "runs")
    monkeypatch.setattr(records, "FOLDER", tmp_path / "evidence")


def finish(config):
    elbo = -157.0 + config.seed + 0.25 * (config.parameterization == "log_std")
    run = Run(
        data="digits",
        history=[Epoch(1, elbo, elbo + 5, 5.0, 2.0)],
        step_elbo=np.float32([-543.25, -500.5]),
        reconstruction=np.ones(3),
        kl=np.ones(3),
        encoder=make_encoder().get_weights(),
        decoder=make_decoder().get_weights(),
        device="CPU",
        seconds=2.0,
    )
    save(path_of(config), run)


def recorded_after(*configs):
    for config in configs:
        finish(config)
    record("study", CONFIGS)
    return results("study")


def test_what_is_finished_is_added():
    assert recorded_after() == []
    (first,) = recorded_after(CONFIGS[0])
    assert first.config == CONFIGS[0]
    assert first.history == [Epoch(1, -157.0, -152.0, 5.0, 2.0)]
    assert first.first_steps == [-543.25, -500.5]
    assert len(first.log_std_quantiles) == len(records.PERCENT)
    path_of(CONFIGS[0]).unlink()  # recorded is recorded
    assert is_recorded("study", CONFIGS[0])
    assert not is_recorded("study", CONFIGS[1])
    found = recorded_after(*CONFIGS[1:])
    assert found[0] == first
    assert [result.config for result in found] == CONFIGS


def test_one_line_a_run():
    recorded_after(*CONFIGS)
    lines = path_to("study").read_text(encoding="utf-8").splitlines()
    assert sum("parameterization" in line for line in lines) == len(CONFIGS)


def test_runs_of_other_sources_are_dropped(monkeypatch):
    recorded_after(CONFIGS[0])
    monkeypatch.setattr(records, "sources_of_training", lambda: "others")
    assert [run.config for run in recorded_after()] == [CONFIGS[0]]  # still stored
    path_of(CONFIGS[0]).unlink()
    monkeypatch.setattr(records, "sources_of_training", lambda: "others yet")
    assert recorded_after() == []


def damaged(change):
    recorded_after(*CONFIGS)
    kept = json.loads(path_to("study").read_text(encoding="utf-8"))
    change(kept)
    path_to("study").write_text(json.dumps(kept), encoding="utf-8")


DAMAGES = {
    "is not as the trainings wrote it": lambda kept: kept["runs"][0]["history"][
        0
    ].update(elbo=-150.0),
    "is not as": lambda kept: kept["runs"].pop(),
    "was measured on other sources": lambda kept: kept.update(sources="0" * 64),
}


@pytest.mark.parametrize("fault", DAMAGES)
def test_a_record_that_does_not_fit_is_refused(fault):
    damaged(DAMAGES[fault])
    with pytest.raises(
        ValueError, match=rf"study.json {fault}.*: run `make evidence-full`"
    ):
        results("study")


@pytest.mark.parametrize("text", [None, '{"sources": '])
def test_a_record_that_is_no_record_is_refused(text):
    recorded_after(*CONFIGS)
    path_to("study").unlink()
    if text:
        path_to("study").write_text(text)
    with pytest.raises(ValueError, match="is missing or cut short"):
        results("study")


def test_seeds_are_paired():
    found = recorded_after(*CONFIGS[:3])
    assert paired(found, "log_variance", "log_std") == {0: 0.25}


def repeated_steps(config, steps):
    """The first steps of a training, taken again as `train` takes them."""
    tf.keras.utils.set_random_seed(config.seed)
    images = load_digits().train[: config.train_images]
    step_of = make_train_step(
        make_encoder(),
        make_decoder(),
        tf.constant(images),
        config.parameterization,
        config.seed,
    )
    order = np.random.default_rng(config.seed).permutation(len(images))
    batches = order.astype(np.int32)[: steps * BATCH_SIZE].reshape(steps, BATCH_SIZE)
    return [
        step_of(tf.constant(batch), tf.constant(step)).numpy()
        for step, batch in enumerate(batches)
    ]


@pytest.mark.parametrize("config", FULL_SCALE[:2], ids=lambda c: c.parameterization)
def test_the_full_scale_record_can_be_repeated(monkeypatch, config):
    """The same sources on the same images still give what the record says: the first steps show it in seconds."""
    monkeypatch.undo()
    kept = json.loads(path_to("full-scale").read_text(encoding="utf-8"))
    if kept["data"] != data_set():
        pytest.skip(f"recorded on {kept['data']['name']}, here is {data_set()['name']}")
    (first,) = (run for run in results("full-scale") if run.config == config)
    other = results("full-scale")[2].first_steps
    again = repeated_steps(config, FIRST_STEPS)
    assert np.max(np.abs(np.subtract(again, first.first_steps))) < 0.05
    assert np.max(np.abs(np.subtract(again, other))) > 1
