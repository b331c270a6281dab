"""PyTorch's answers: its own if it is installed, else those of the record, which keeps every digit."""

import numpy as np
import pytest

from lab.frameworks import record as frameworks_record
from lab.frameworks import twins

ANSWER = {
    "float64": {"z": np.array([0.1, np.inf])},
    "float32": {"z": np.float32([0.1, np.nan])},
}
LISTS = {"float64": {"z": [0.1, "inf"]}, "float32": {"z": [0.1, "nan"]}}


@pytest.fixture
def record(monkeypatch):
    """A record, without PyTorch."""
    content = {
        "answers": {"the trick": LISTS},
        "with a wrong ½": {"the trick": {"float64": {"z": [2.0]}}},
        "recipes": {"Adam": {"steps alike": 30}},
    }
    monkeypatch.setattr(frameworks_record, "recorded", lambda: content)
    monkeypatch.setattr(frameworks_record, "INSTALLED", False)


def test_numbers_come_back_from_json_as_they_were():
    assert frameworks_record.as_lists(ANSWER) == LISTS
    again = frameworks_record.as_arrays(LISTS)
    for dtype, arrays in ANSWER.items():
        assert again[dtype]["z"].dtype == dtype
        np.testing.assert_array_equal(again[dtype]["z"], arrays["z"])


def test_the_record_is_what_answers_without_pytorch(record):
    right = frameworks_record.of_pytorch("the trick")
    np.testing.assert_array_equal(right["float32"]["z"], ANSWER["float32"]["z"])
    wrong = frameworks_record.of_pytorch("the trick", faulty=True)
    assert wrong["float64"]["z"].tolist() == [2.0]
    assert frameworks_record.recipe_in_pytorch("Adam") == {"steps alike": 30}


def test_two_trainings_are_compared_step_by_step_and_weight_by_weight():
    one = [5.0, 4.0, 3.0, 2.0], np.float32([1, 2, 3]), np.float32([2, 4])
    other = [5.0, 4.0, 3.5, 2.0], np.float32([1, 3, 4]), np.float32([2, 4])
    found = twins.compared(one, other)
    assert found == {"steps alike": 2, "weights that differ": 2 + 2}


@pytest.mark.slow
def test_pytorch_still_answers_as_recorded():
    pytest.importorskip("torch")
    again, recorded = frameworks_record.measured(), frameworks_record.recorded()
    assert again["recipes"] == recorded["recipes"]
    for kind in ("answers", "with a wrong ½"):
        assert again[kind].keys() == recorded[kind].keys()
        for name, answers in again[kind].items():
            arrays = frameworks_record.as_arrays(recorded[kind][name])
            for dtype, found in frameworks_record.as_arrays(answers).items():
                close = {"rtol": 1e-12 if dtype == "float64" else 1e-5, "atol": 1e-6}
                for output, each in found.items():
                    np.testing.assert_allclose(each, arrays[dtype][output], **close)
