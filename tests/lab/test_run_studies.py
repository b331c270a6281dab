"""What the studies lack is trained and recorded, each training as it comes."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace

import numpy as np
import pytest

from lab import data, records, run_studies, staleness
from lab.run_studies import main, make, missing
from lab.studies import variant
from lab.studies.starts_slower import LOG_STD, LOG_VARIANCE, STUDIES, Study, over
from snippets import mnist
from snippets.training import Epoch

EPOCH = Epoch(1, -200.5, -195.5, 5.0, 2.0)
STEPS = np.float32(np.arange(251) / 3)


@pytest.fixture
def trainings(monkeypatch):
    """What was trained, where trainings take no time."""
    found = []

    def train(asked, digits):
        found.append((asked, digits))
        return variant.Trained([EPOCH], STEPS)

    monkeypatch.setattr(variant, "train", train)
    monkeypatch.setattr(mnist, "load_digits", lambda: "the digits")
    monkeypatch.setattr(run_studies, "now", lambda: "today")
    monkeypatch.setattr(run_studies, "processor", lambda: "Fast")
    return found


def test_a_training_is_recorded_with_its_course(trainings):
    found = make(LOG_STD)
    assert trainings == [(LOG_STD, "the digits")]
    course = [STEPS[:125].mean(), STEPS[125:250].mean()]
    assert found.pop("course") == pytest.approx(course)
    assert found == {
        "config": asdict(LOG_STD),
        "history": [asdict(EPOCH)],
        "first_steps": [round(i / 3, 4) for i in range(100)],
        "finished": "today",
        "device": "Fast",
    }


@pytest.fixture
def small(monkeypatch, tmp_path, trainings):
    """Two studies, a record of their own, and what is told of them."""
    studies = {
        "one": Study("We expect nothing.", over((0, 1), LOG_STD)),
        "other": Study("We expect nothing.", (LOG_VARIANCE,)),
    }
    monkeypatch.setattr(run_studies, "STUDIES", studies)
    monkeypatch.setattr(staleness, "place_of", lambda name: tmp_path / f"{name}.json")
    monkeypatch.setattr(staleness, "of_record", lambda name: {"code": "0"})
    monkeypatch.setattr(data, "data_set", lambda: {"name": "MNIST", "sha256": "0" * 64})
    monkeypatch.setattr(run_studies, "executor", lambda: ThreadPoolExecutor(1))
    return studies


def test_what_is_missing_is_trained_once_and_recorded(small, trainings, bar_of):
    told = bar_of(run_studies)
    wanted = [*over((0, 1), LOG_STD), LOG_VARIANCE]
    assert missing() == wanted
    records.add("studies", [make(wanted[1])])
    assert missing() == [wanted[0], wanted[2]]
    trainings.clear()
    main()
    assert [asked for asked, _ in trainings] == [wanted[0], wanted[2]]
    runs = staleness.read_record("studies").content["runs"]
    assert sorted(str(run["config"]) for run in runs) == sorted(
        str(asdict(variant)) for variant in wanted
    )
    assert told[0] == 2
    assert sorted(told[1:]) == ["log_std", "log_variance"]
    assert missing() == []


def test_a_record_that_cannot_take_them_stops_before_the_first_training(
    small, trainings, monkeypatch
):
    records.add("studies", [])
    monkeypatch.setattr(staleness, "of_record", lambda name: {"code": "1"})
    with pytest.raises(records.Damaged, match="is of other code or data"):
        main()
    assert trainings == []


def test_other_images_are_refused(small, trainings, monkeypatch):
    monkeypatch.setattr(data, "data_set", lambda: data.SMALL)
    with pytest.raises(
        SystemExit, match=r"^the studies need MNIST: set MNIST_NPZ to a copy of mnist"
    ):
        main()
    assert trainings == []


def test_variants_go_seed_by_seed_so_that_pairs_are_early():
    found = over((3, 4), LOG_STD, LOG_VARIANCE)
    assert found == (
        replace(LOG_STD, seed=3),
        replace(LOG_VARIANCE, seed=3),
        replace(LOG_STD, seed=4),
        replace(LOG_VARIANCE, seed=4),
    )
    assert {len({*study.variants}) for study in STUDIES.values()} == {14, 20, 28, 42}
