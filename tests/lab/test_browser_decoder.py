"""What a browser is sent, so that it decodes digits and trains on them."""

import base64

import numpy as np
from sklearn.datasets import load_digits

from evidence.files import ROOT
from lab.studies import browser_decoder, browser_twins
from lab.studies.browser_decoder import MODULE

WEIGHTS = np.float32([0.5, -1.0])
PACKED = np.array([1, 2, 3], np.uint8)
POINTS = [(0, 1), (2, 3)]


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


def test_ink_is_more_than_half_of_the_sixteen_levels():
    images = np.unpackbits(np.frombuffer(browser_twins.digits(), np.uint8))
    np.testing.assert_array_equal(images.reshape(1797, 64), load_digits().data >= 9)
