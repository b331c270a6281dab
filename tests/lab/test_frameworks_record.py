"""What PyTorch gave: asked of it where it is installed, else taken from the record, which keeps every digit."""

import sys
from types import SimpleNamespace

import numpy as np
import pytest

from lab import data, frameworks, staleness
from lab.frameworks import record as frameworks_record
from lab.frameworks.cases import CASES
from lab.frameworks.twins import RECIPES

ANSWER = {
    "float64": {"z": np.array([0.1, np.inf])},
    "float32": {"z": np.float32([0.1, np.nan])},
}
LISTS = {"float64": {"z": [0.1, "inf"]}, "float32": {"z": [0.1, "nan"]}}


@pytest.fixture
def installed(monkeypatch):
    """A PyTorch that answers with what it is asked."""
    answers = SimpleNamespace(
        answers=lambda case, faulty: {"float64": {case.snippet: [float(faulty)]}}
    )
    twins = SimpleNamespace(alike=lambda name: {"asked": name})
    for name, module in (("in_pytorch", answers), ("twins_pytorch", twins)):
        monkeypatch.setitem(sys.modules, f"lab.frameworks.{name}", module)
        monkeypatch.setattr(frameworks, name, module, raising=False)
    monkeypatch.setattr(frameworks_record, "INSTALLED", True)


@pytest.fixture
def record(monkeypatch):
    """A record, and no PyTorch."""
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
    right = frameworks_record.on_record("the trick")
    np.testing.assert_array_equal(right["float64"]["z"], ANSWER["float64"]["z"])
    wrong = frameworks_record.of_pytorch("the trick", faulty=True)
    assert wrong["float64"]["z"].tolist() == [2.0]
    assert frameworks_record.recipe_in_pytorch("Adam") == {"steps alike": 30}


def test_pytorch_is_what_answers_where_it_is_installed(installed):
    case = CASES["the trick"].snippet
    assert frameworks_record.of_pytorch("the trick") == {"float64": {case: [0.0]}}
    assert frameworks_record.of_pytorch("the trick", True) == {"float64": {case: [1.0]}}
    assert frameworks_record.recipe_in_pytorch("Adam") == {"asked": "Adam"}


def test_all_is_measured(installed):
    found = frameworks_record.measured()
    assert found == {
        "answers": {
            name: {"float64": {case.snippet: [0.0]}} for name, case in CASES.items()
        },
        "with a wrong ½": {
            name: {"float64": {case.snippet: [1.0]}} for name, case in CASES.items()
        },
        "recipes": {name: {"asked": name} for name in RECIPES},
    }


def test_the_command_writes_what_it_measured(installed, monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(staleness, "place_of", lambda name: tmp_path / f"{name}.json")
    monkeypatch.setattr(data, "data_set", lambda: {"name": "MNIST", "sha256": "0" * 64})
    monkeypatch.setattr(
        frameworks_record.metadata, "version", {"torch": "9.8"}.__getitem__
    )
    monkeypatch.setattr(
        frameworks_record, "provenance", lambda: {"versions": {"numpy": "2"}}
    )
    frameworks_record.main()
    kept = staleness.read_record("frameworks")
    assert kept.content == frameworks_record.measured()
    assert kept.made == {"versions": {"numpy": "2", "torch": "9.8"}}
    assert kept.inputs == staleness.of_record("frameworks") | data.inputs()
    assert capsys.readouterr().out == "docs/evidence/frameworks.json: PyTorch 9.8\n"


def test_without_pytorch_the_command_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(frameworks_record, "INSTALLED", False)
    with pytest.raises(
        SystemExit, match=r"^PyTorch is not installed: run `make record-pytorch`$"
    ):
        frameworks_record.main()


def test_other_images_are_refused(installed, monkeypatch):
    monkeypatch.setattr(data, "data_set", lambda: data.SMALL)
    said = r"^the record is of MNIST: set MNIST_NPZ to a copy of mnist\.npz$"
    with pytest.raises(SystemExit, match=said):
        frameworks_record.main()
