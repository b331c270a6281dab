"""JavaScript runs where readers run it, and without a Firefox nothing is measured in it."""

import pytest

from evidence.not_measured import NotMeasured
from lab import engines

DOUBLE = "async ({ number }) => ({ doubled: 2 * number, text: 'σ²' })"


def test_node_answers_in_json():
    expected = {"doubled": 3, "text": "σ²"}
    assert engines.run("Node", DOUBLE, {"number": 1.5}) == expected


def test_without_firefox_nothing_is_measured(monkeypatch):
    monkeypatch.setattr(engines.shutil, "which", lambda name: None)
    assert engines.inputs() == {"firefox": "is not there"}
    with pytest.raises(NotMeasured, match=r"^measured where there is a Firefox$"):
        engines.visit_in_firefox("http://a", [])
