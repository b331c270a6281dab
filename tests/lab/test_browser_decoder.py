"""What a browser is sent so that it decodes, and what is made of its answer."""

import base64

import numpy as np
import pytest

from evidence.files import ROOT
from lab.studies import browser_decoder
from lab.studies.browser_decoder import DECODE, MODULE, TIME

WEIGHTS = np.float32([0.5, -1.0])
PACKED = np.array([1, 2, 3], np.uint8)
POINTS = [(0, 1), (2, 3)]


@pytest.fixture
def asked(monkeypatch):
    """What an engine was asked, which answers with two numbers: as text to DECODE, as they are to TIME."""
    found = []

    def run(engine, function, given):
        found.append((engine, function, given))
        as_text = base64.b64encode(np.float32([0.1, 0.2]).tobytes())
        return [[as_text.decode()]] if function == DECODE else [[0.1, 0.2]]

    monkeypatch.setattr(browser_decoder.engines, "run", run)
    return found


def test_arrays_are_laid_one_after_the_other():
    found = browser_decoder.flat([np.eye(2), np.float64([0.1])])
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, np.float32([1, 0, 0, 1, 0.1]))


def test_weights_are_sent_as_their_bytes():
    found = browser_decoder.given([WEIGHTS, PACKED], POINTS)
    plain, packed = found.pop("sets")
    assert base64.b64decode(plain["weights"]) == WEIGHTS.tobytes()
    assert base64.b64decode(packed["weights"]) == PACKED.tobytes()
    assert (plain["packed"], packed["packed"]) == (False, True)
    assert plain.keys() == packed.keys() == {"weights", "packed"}
    assert found == {
        "source": (ROOT / MODULE).read_text(encoding="utf-8"),
        "points": [[0.0, 1.0], [2.0, 3.0]],
    }
    assert isinstance(found["points"][0][0], float)


def test_probabilities_are_float32(asked):
    found = browser_decoder.decoded("Node", [WEIGHTS], POINTS)
    assert asked == [("Node", DECODE, browser_decoder.given([WEIGHTS], POINTS))]
    np.testing.assert_array_equal(found, np.float32([[[0.1, 0.2]]]))
    assert found.dtype == np.float32


def test_pictures_are_timed_in_chromium(asked):
    found = browser_decoder.milliseconds(WEIGHTS, POINTS, repeats=3, rounds=5)
    given = browser_decoder.given([WEIGHTS], POINTS)
    assert asked == [("Chromium", TIME, given | {"repeats": 3, "rounds": 5})]
    np.testing.assert_array_equal(found, [[0.1, 0.2]])
