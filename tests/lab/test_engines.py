"""JavaScript is run where readers run it; which programs are asked, how, and what is said where there is none."""

import pytest

from evidence.not_measured import NotMeasured
from lab import engines

DOUBLE = "async ({ number }) => ({ doubled: 2 * number, text: 'σ²' })"


@pytest.fixture
def which(monkeypatch):
    """Programs that are on PATH."""
    found = {}
    monkeypatch.setattr(engines.shutil, "which", found.get)
    return found


def test_a_claim_depends_on_whether_there_is_a_firefox(which):
    assert engines.inputs() == {"firefox": "is not there"}
    which["firefox"] = "/bin/firefox"
    assert engines.inputs() == {"firefox": "is there"}


def test_node_answers_in_json():
    expected = {"doubled": 3, "text": "σ²"}
    assert engines.run("Node", DOUBLE, {"number": 1.5}) == expected


def test_no_chromium_names_those_that_were_looked_for(which):
    said = (
        r"^no browser on PATH \(looked for chromium, chromium-browser, google-chrome\)$"
    )
    with pytest.raises(FileNotFoundError, match=said):
        engines.run("Chromium", "f", {})


def test_without_firefox_nothing_is_measured(which):
    with pytest.raises(NotMeasured, match=r"^measured where there is a Firefox$"):
        engines.visit_in_firefox("http://a", [])
