"""Records of long trainings: what is finished is added; what was edited, cut short or is of other code is refused."""

import numpy as np
import pytest

from evidence.store import Damaged
from lab import data, staleness, training_step
from lab.experiments import FIRST_STEPS, PERCENT, load, path_of, run_missing
from lab.full_scale import FULL_SCALE
from lab.records import by_seed, complete, final_elbo, median_log_std, paired, results
from lab.studies.starts_slower import STUDIES
from snippets.mnist import load_digits
from snippets.training import Epoch

CONFIGS = FULL_SCALE[:4]
CODE = {"snippets/training.py": "0" * 64}
OTHER_CODE = {"snippets/training.py": "1" * 64}
MNIST = {"name": "MNIST", "sha256": "0" * 64}
NAME = "full-scale"


@pytest.fixture
def place(trainings, monkeypatch, tmp_path):
    """Where the record will be, of trainings that take no time."""
    monkeypatch.setattr(
        staleness, "place_of", lambda name: tmp_path / "kept" / f"{name}.json"
    )
    monkeypatch.setattr(staleness, "of_record", lambda name: CODE)
    monkeypatch.setattr(data, "data_set", lambda: MNIST)
    return staleness.place_of(NAME)


def recorded_after(*configs):
    complete(NAME, configs)
    return results(NAME)


def test_what_is_missing_is_trained_and_added(place, trainings):
    (first,) = recorded_after(CONFIGS[0])
    assert first.config == CONFIGS[0]
    assert first.history == [Epoch(1, -157.0, -152.0, 5.0, 2.0)]
    assert first.first_steps == [-543.25, -500.5]
    assert dict(zip(PERCENT, first.log_std_quantiles, strict=True))[50] == -4.0
    assert median_log_std(first) == -4.0
    stored = load(CONFIGS[0])
    for name in ("device", "commit", "finished", "seconds"):
        assert getattr(first, name) == getattr(stored, name)
    path_of(CONFIGS[0]).unlink()  # what is recorded is not trained again
    run_missing(CONFIGS[1:3])  # nor is what is stored
    found = recorded_after(*CONFIGS)
    assert found[0] == first
    assert [result.config for result in found] == [*CONFIGS] == trainings.made


def test_damage_stops_before_a_training_and_is_left_alone(place, trainings):
    recorded_after(*CONFIGS[:2])
    damaged = place.read_text(encoding="utf-8").replace("-157", "-9")
    place.write_text(damaged, encoding="utf-8")
    for stopped in (lambda: complete(NAME, CONFIGS), lambda: results(NAME)):
        with pytest.raises(Damaged, match=r"full-scale\.json is .* overwritten$"):
            stopped()
    assert place.read_text(encoding="utf-8") == damaged
    assert len(trainings.made) == 2


OTHERS = {
    r"snippets/training\.py changed": (staleness, "of_record", lambda name: OTHER_CODE),
    "data was MNIST 0": (data, "data_set", lambda: MNIST | {"sha256": "1" * 64}),
}


@pytest.mark.parametrize("reason", OTHERS)
def test_runs_of_other_code_or_data_are_not_mixed(
    place, trainings, monkeypatch, reason
):
    recorded_after(*CONFIGS[:2])
    before = place.read_bytes()
    monkeypatch.setattr(*OTHERS[reason])
    with pytest.raises(Damaged, match=rf"is of other code or data \({reason}"):
        complete(NAME, CONFIGS)
    assert place.read_bytes() == before
    assert len(trainings.made) == 2


def test_a_record_that_is_missing_or_of_other_code_is_not_read(place, monkeypatch):
    with pytest.raises(ValueError, match=r"is missing: run `make train-full`"):
        results(NAME)
    recorded_after(CONFIGS[0])
    monkeypatch.setattr(staleness, "of_record", lambda name: OTHER_CODE)
    with pytest.raises(ValueError, match=r"py changed: run `make train-full`"):
        results(NAME)


def test_runs_are_paired_by_seed(place):
    found = recorded_after(*CONFIGS)
    assert by_seed(found, "log_variance", final_elbo) == {0: -157.0, 1: -156.0}
    assert paired(found, "log_variance", "log_std") == {0: 0.25}


# The records still belong to these sources


def assert_repeats(name, config, again):
    found = {run.config: run for run in results(f"docs/evidence/{name}.json")}
    apart = np.max(np.abs(np.subtract(again, found.pop(config).first_steps)))
    others = [run.first_steps for run in found.values()]
    closest = np.min(np.max(np.abs(np.subtract(again, others)), axis=1))
    print(f"off by {apart:.4f} nats, every other run by {closest:.4f} or more")
    assert apart < min(0.05, closest)  # nats; other processors round otherwise


TWO_OF_EACH = [(NAME, config) for config in FULL_SCALE[:2]] + [
    ("studies", study.variants[i]) for i in (0, 1) for study in STUDIES.values()
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "config"), TWO_OF_EACH, ids=lambda of: str(getattr(of, "changes", of))
)
def test_the_records_can_be_repeated(name, config):
    """The same sources still take the recorded first steps. test_staleness.py compares the sources each time."""
    recorded_on = staleness.read_record(name).inputs["data"]
    if recorded_on != data.inputs()["data"]:
        pytest.skip(f"recorded on {recorded_on}, here is {data.inputs()['data']}")
    digits = training_step.images_of(config, load_digits())
    again = training_step.train_changed(config, digits, FIRST_STEPS)
    assert_repeats(name, config, again)
