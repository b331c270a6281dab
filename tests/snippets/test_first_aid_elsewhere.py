"""First aid in PyTorch and in JAX: the answers that TensorFlow's gives, whose cases are made by hand."""

import pytest
import tensorflow as tf

from tests.snippets.first_aid_cases import CASES, HEALTHY


def in_jax():
    """First aid, and what makes an array of a tensor of TensorFlow's."""
    import jax.numpy as jnp

    from snippets.jax.first_aid import first_aid

    return first_aid, lambda tensor: jnp.asarray(tensor.numpy())


def in_pytorch():
    torch = pytest.importorskip("torch")
    from snippets.pytorch.first_aid import first_aid

    return first_aid, lambda tensor: torch.from_numpy(tensor.numpy())


@pytest.mark.parametrize("case", range(len(CASES)))
@pytest.mark.parametrize("framework", [in_jax, in_pytorch])
def test_first_aid_answers_as_in_tensorflow(framework, case):
    tensors, expected = CASES[case]
    first_aid, as_array = framework()
    given = {
        name: as_array(value) if tf.is_tensor(value) else value
        for name, value in {**HEALTHY, **tensors}.items()
    }
    assert first_aid(**given) == expected
