"""First aid in PyTorch and in JAX: the answers that TensorFlow's gives, whose cases are made by hand."""

import importlib

import pytest
import tensorflow as tf

from tests.first_aid_cases import CASES, HEALTHY


def in_jax(tensor):
    import jax.numpy as jnp

    return jnp.asarray(tensor.numpy())


def in_pytorch(tensor):
    import torch

    return torch.from_numpy(tensor.numpy())


@pytest.fixture(params=["jax", "pytorch"])
def first_aid(request):
    """Gives a function: the framework's answer to a case of TensorFlow's."""
    name, arrays = request.param, {"jax": in_jax, "pytorch": in_pytorch}
    pytest.importorskip({"jax": "jax", "pytorch": "torch"}[name])
    aid = importlib.import_module(f"snippets.{name}.first_aid").first_aid

    def answer(**case):
        given = {
            key: arrays[name](value) if tf.is_tensor(value) else value
            for key, value in case.items()
        }
        return aid(**given)

    return answer


@pytest.mark.parametrize("case", range(len(CASES)))
def test_first_aid_answers_as_in_tensorflow(first_aid, case):
    tensors, expected = CASES[case]
    assert first_aid(**{**HEALTHY, **tensors}) == expected
