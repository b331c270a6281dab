"""What a browser is given to train on, and what is made of its weights."""

import numpy as np
from sklearn.datasets import load_digits

from lab.studies import browser_twins
from lab.studies.browser_twins import MODULE, TRAIN


def test_ink_is_more_than_half_of_the_sixteen_levels():
    images = np.unpackbits(np.frombuffer(browser_twins.digits(), np.uint8))
    np.testing.assert_array_equal(images.reshape(1797, 64), load_digits().data >= 9)


def test_the_second_heads_weights_are_doubled_to_compare(monkeypatch):
    asked = []

    def run(*given):
        asked.append(given)
        weights = {"below": [1, 2], "head": [3]}
        return [{"losses": [5, 4], "weights": dict(weights)} for _ in "12"]

    monkeypatch.setattr(browser_twins.engines, "run", run)
    found = browser_twins.twins.__wrapped__("Node", "sgd", 2, {"rate"}, seed=7)
    assert found.losses.tolist() == [[5, 4], [5, 4]]
    assert found.weights.tolist() == [[1, 2, 3], [1, 2, 6]]
    ((engine, script, given),) = asked
    assert (engine, script) == ("Node", TRAIN)
    assert given == {
        "source": MODULE.read_text(encoding="utf-8"),
        "bits": [*browser_twins.digits()],
        "settings": {
            "optimizer": "sgd",
            "recipe": {"first": True, "rate": False, "epsilon": True},
            "seed": 7,
        },
        "steps": 2,
    }
