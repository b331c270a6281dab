"""The record of long trainings: what is finished is added; what was edited, cut short or is of other code is refused."""

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import tensorflow as tf

from evidence.store import Damaged
from lab import data, full_scale, records, staleness
from lab.experiments import complete, load, path_of
from lab.full_scale import FULL_SCALE
from lab.records import FIRST_STEPS, by_seed, final_elbo, paired, record, results
from snippets.cvae import make_decoder, make_encoder
from snippets.mnist import load_digits
from snippets.training import BATCH_SIZE, Epoch, make_train_step

CONFIGS = FULL_SCALE[:4]
CODE = {"snippets/training.py": "0" * 64}
OTHER_CODE = {"snippets/training.py": "1" * 64}
MNIST = {"name": "MNIST", "sha256": "0" * 64}
STUDY = "full-scale"


@pytest.fixture
def place(trainings, monkeypatch, tmp_path):
    """Where the record will be: beside nothing else, of trainings that take no time."""
    monkeypatch.setattr(records, "log_std_of", lambda run, config: run.encoder[0])
    monkeypatch.setattr(
        staleness, "place_of", lambda name: tmp_path / "kept" / f"{name}.json"
    )
    monkeypatch.setattr(staleness, "of_record", lambda name: CODE)
    for module in (data, full_scale):
        monkeypatch.setattr(module, "data_set", lambda: MNIST)
    monkeypatch.setattr(full_scale, "FULL_SCALE", CONFIGS)
    return staleness.place_of(STUDY)


def recorded_after(*configs):
    complete(configs)
    record(STUDY, CONFIGS)
    return results(STUDY)


def test_what_is_finished_is_added(place):
    (first,) = recorded_after(CONFIGS[0])
    assert first.config == CONFIGS[0]
    assert first.history == [Epoch(1, -157.0, -152.0, 5.0, 2.0)]
    assert first.first_steps == [-543.25, -500.5]
    assert len(first.log_std_quantiles) == len(records.PERCENT)
    path_of(CONFIGS[0]).unlink()  # recorded is recorded
    found = recorded_after(*CONFIGS[1:])
    assert found[0] == first
    assert [result.config for result in found] == [*CONFIGS]


def test_where_nothing_is_new_nothing_is_written(place):
    record(STUDY, CONFIGS)
    assert not place.exists()
    recorded_after(CONFIGS[0])
    before = place.stat().st_mtime_ns
    recorded_after(CONFIGS[0])
    assert place.stat().st_mtime_ns == before


def test_one_line_a_run(place):
    recorded_after(*CONFIGS)
    lines = place.read_text(encoding="utf-8").splitlines()
    assert sum("parameterization" in line for line in lines) == len(CONFIGS)


def test_the_command_trains_what_is_missing_and_records_it(place, trainings):
    recorded_after(CONFIGS[0])
    full_scale.main()
    assert trainings.made == [*CONFIGS]
    assert [run.config for run in results(STUDY)] == [*CONFIGS]
    full_scale.main()
    assert len(trainings.made) == len(CONFIGS)


def better(found):
    found["content"]["runs"][0]["history"][0]["elbo"] = -126.5


DAMAGES = {
    "an ELBO": better,
    "a run taken out": lambda found: found["content"]["runs"].pop(),
    "the code that made it": lambda found: found["inputs"].update(OTHER_CODE),
    "the data": lambda found: found["inputs"].update(data="MNIST 1"),
    "the digest": lambda found: found.update(digest="0" * 64),
}
CUTS = {
    "cut short": lambda text: text[:-30],
    "cut to a header": lambda text: text[: text.index('"content"')],
    "empty": lambda text: "",
}


def edited(edit):
    def change(text):
        found = json.loads(text)
        DAMAGES[edit](found)
        return json.dumps(found)

    return change


@pytest.mark.parametrize(
    "change", [*map(edited, DAMAGES), *CUTS.values()], ids=[*DAMAGES, *CUTS]
)
def test_the_command_stops_at_damage_and_leaves_it(place, change):
    """The very command that adds runs: it must neither sign what was edited nor begin anew over what was cut short."""
    recorded_after(*CONFIGS[:2])
    damaged = change(place.read_text(encoding="utf-8"))
    place.write_text(damaged, encoding="utf-8")
    complete(CONFIGS)
    for stopped in (
        full_scale.main,
        lambda: record(STUDY, CONFIGS),
        lambda: results(STUDY),
    ):
        with pytest.raises(
            Damaged, match=r"full-scale\.json is .*nothing was overwritten"
        ) as raised:
            stopped()
        assert "\n" not in str(raised.value)
    assert place.read_text(encoding="utf-8") == damaged


OTHERS = {
    r"snippets/training\.py changed": ("of_record", lambda name: OTHER_CODE),
    "data was MNIST 0": ("data", {"name": "MNIST", "sha256": "1" * 64}),
}


@pytest.mark.parametrize("reason", OTHERS)
def test_runs_of_other_code_or_data_are_not_mixed(place, monkeypatch, reason):
    recorded_after(*CONFIGS[:2])
    before = place.read_bytes()
    complete(CONFIGS)
    what, other = OTHERS[reason]
    if what == "data":
        monkeypatch.setattr(data, "data_set", lambda: other)
    else:
        monkeypatch.setattr(staleness, what, other)
        with pytest.raises(ValueError, match=rf"{reason}: run `make train-full`"):
            results(STUDY)
    with pytest.raises(
        Damaged,
        match=rf"^docs/evidence/full-scale\.json is of other code or data \({reason}.*\): delete it to begin anew",
    ):
        full_scale.main()
    assert place.read_bytes() == before


def test_a_record_that_is_missing_says_how_to_make_it(place):
    with pytest.raises(ValueError, match=r"is missing: run `make train-full`"):
        results(STUDY)


def test_full_scale_needs_mnist(place, monkeypatch, trainings):
    monkeypatch.setattr(full_scale, "data_set", lambda: data.SMALL)
    with pytest.raises(
        SystemExit,
        match=r"^full scale needs MNIST; the images here are scikit-learn digits: set MNIST_NPZ to a copy of mnist\.npz$",
    ):
        full_scale.main()
    assert trainings.made == []


def test_runs_are_told_by_seed_and_paired(place):
    found = recorded_after(*CONFIGS)
    assert by_seed(found, "log_variance", final_elbo) == {0: -157.0, 1: -156.0}
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
def test_the_full_scale_record_can_be_repeated(config):
    """The same sources on the same images still give what the record says: the first steps show it in seconds."""
    made_of = staleness.read_record(STUDY).inputs["data"]
    if made_of != data.inputs()["data"]:
        pytest.skip(f"recorded on {made_of}, here is {data.inputs()['data']}")
    found = results(STUDY)
    (first,) = (run for run in found if run.config == config)
    again = repeated_steps(config, FIRST_STEPS)
    assert np.max(np.abs(np.subtract(again, first.first_steps))) < 0.05
    assert np.max(np.abs(np.subtract(again, found[2].first_steps))) > 1


def test_the_median_is_the_middle_of_the_kept_quantiles():
    run = SimpleNamespace(log_std_quantiles=[-7, -5, -4, -3, -2, -1, 0])
    assert records.median_log_std(run) == -3


def test_log_sigma_is_of_the_test_images_that_the_run_had(few, monkeypatch):
    monkeypatch.setattr(records, "load_digits", lambda: few)
    encoder = make_encoder()
    run = SimpleNamespace(encoder=encoder.get_weights())
    raw = encoder(few.test[:6])[:, 2:]
    for head, factor in (("log_variance", 0.5), ("log_std", 1.0)):
        config = replace(CONFIGS[0], parameterization=head, test_images=6)
        found = records.log_std_of(run, config)
        np.testing.assert_allclose(found, factor * raw, atol=1e-6)


def test_what_is_kept_of_a_run_is_rounded_and_says_where_it_was_made(
    place, monkeypatch
):
    monkeypatch.setattr(records, "git", lambda *words: " ".join(words))
    monkeypatch.setattr(records, "now", lambda: "today")
    sigma = np.linspace(0, 1, 101)[:, None] * [1, 1] + 1e-6
    monkeypatch.setattr(records, "log_std_of", lambda run, config: sigma)
    (found,) = recorded_after(CONFIGS[0])
    assert found.log_std_quantiles == [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]
    assert found.seconds == 2.0
    assert found.commit == "rev-parse HEAD"
    assert found.finished == "today"
    assert found.device == load(CONFIGS[0]).device


def test_a_run_of_other_fields_is_refused_with_both_lists(place):
    recorded_after(CONFIGS[0])
    (run,) = records.read(STUDY)
    del run["device"]
    with pytest.raises(
        ValueError, match=r"^a run has \['commit', .*expected \['commit'"
    ):
        records.as_result(run)
