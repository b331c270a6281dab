"""PyTorch's answers: its own if it is installed, else those of the record, which keeps every digit."""

import numpy as np
import pytest

from lab.frameworks import record as frameworks_record

ANSWER = {
    "float64": {"z": np.array([0.1, np.inf])},
    "float32": {"z": np.float32([0.1, np.nan])},
}
LISTS = {"float64": {"z": [0.1, "inf"]}, "float32": {"z": [0.1, "nan"]}}


def test_numbers_come_back_from_json_as_they_were():
    assert frameworks_record.as_lists(ANSWER) == LISTS
    again = frameworks_record.as_arrays(LISTS)
    for dtype, arrays in ANSWER.items():
        assert again[dtype]["z"].dtype == dtype
        np.testing.assert_array_equal(again[dtype]["z"], arrays["z"])


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
