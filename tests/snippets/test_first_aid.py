"""First aid names the fault of each set of tensors made by hand, in all three frameworks; practice/nan.md."""

import pytest
import tensorflow as tf

from lab.studies.factor_two_bug import EVERY, slipped
from snippets.first_aid import TRAINED
from tests.snippets.first_aid_cases import CASES, HEALTHY


def as_array(framework, tensor):
    """A tensor of TensorFlow's as the framework's, of the same dtype."""
    if framework.array is tf.constant:
        return tensor
    return framework.array(tensor.numpy())


@pytest.mark.parametrize("case", range(len(CASES)))
def test_first_aid_answers(framework, case):
    tensors, expected = CASES[case]
    given = {
        name: as_array(framework, value) if tf.is_tensor(value) else value
        for name, value in {**HEALTHY, **tensors}.items()
    }
    assert framework.snippet("first_aid").first_aid(**given) == expected


def test_each_leaf_has_a_case():
    named = {name for _, expected in CASES for name in expected}
    assert named == {
        "log of zero",
        "large h",
        "small h",
        "ReLU on the head",
        "raw variance",
        "learning rate",
        "half precision",
        "broken weights",
    }


@pytest.mark.slow
def test_a_healthy_head_is_negative_somewhere_once_it_is_trained():
    """First aid relies on it when it names a ReLU or a softplus on the head."""
    assert slipped(0.5).curve[TRAINED // EVERY].min() < 0
