"""Snippets on inputs that users have: layers without bias, other dtypes, tensors with a graph, NumPy arrays."""

import jax.numpy as jnp
import numpy as np
import pytest
import tensorflow as tf

from snippets import two_heads
from snippets.collapse import warm_up
from snippets.jax import noise_form as noise_form_in_jax
from snippets.jax import softplus as softplus_in_jax
from snippets.jax import two_heads as two_heads_in_jax

try:
    import torch

    from snippets.pytorch import clip_together, decoder_variance, short_answer, softplus
    from snippets.pytorch import two_heads as two_heads_in_pytorch
except ImportError:
    torch = None
needs_pytorch = pytest.mark.skipif(not torch, reason="PyTorch is not installed")


# A last layer split in two


def split_in_keras(**settings):
    dense = tf.keras.layers.Dense
    encoder = tf.keras.Sequential(
        [tf.keras.Input((3,)), dense(5), dense(4, **settings)]
    )
    below, *halves = two_heads.split_last_layer(encoder)
    x = tf.ones((2, 3))
    split = tf.concat([half(below(x)) for half in halves], axis=-1)
    both = (tf.cast(each, tf.float32).numpy() for each in (split, encoder(x)))
    np.testing.assert_allclose(*both, rtol=1e-2)  # bfloat16 has two to three digits
    return halves


@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16"])
@pytest.mark.parametrize("bias", [True, False])
def test_keras_halves_are_like_the_layer(dtype, bias):
    for half in split_in_keras(dtype=dtype, use_bias=bias, trainable=False):
        assert half.compute_dtype == dtype
        assert half.use_bias is bias
        assert half.trainable_weights == []


def test_keras_names_an_activation():
    with pytest.raises(ValueError, match="activation is tanh; expected none"):
        split_in_keras(activation="tanh")


@needs_pytorch
@pytest.mark.parametrize("dtype", ["float32", "float64", "bfloat16"])
@pytest.mark.parametrize("bias", [True, False])
def test_pytorch_halves_are_like_the_layer(dtype, bias):
    dtype = getattr(torch, dtype)
    encoder = torch.nn.Sequential(torch.nn.Linear(3, 4, bias=bias, dtype=dtype))
    encoder[0].weight.requires_grad_(False)
    below, *halves = two_heads_in_pytorch.split_last_layer(encoder)
    x = torch.ones(2, 3, dtype=dtype)
    split = torch.cat([half(below(x)) for half in halves], -1)
    torch.testing.assert_close(split, encoder(x))
    for half in halves:
        assert half.weight.dtype == dtype
        assert not half.weight.requires_grad
        assert (half.bias is not None) is bias
        assert not bias or half.bias.requires_grad


@needs_pytorch
def test_pytorch_names_a_last_module_that_is_not_linear():
    encoder = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU())
    with pytest.raises(TypeError, match="the last module is ReLU; expected Linear"):
        two_heads_in_pytorch.split_last_layer(encoder)


def test_jax_splits_a_layer_without_bias():
    kernel = jnp.arange(12.0).reshape(3, 4)
    halves = two_heads_in_jax.split_last_layer({"kernel": kernel})
    assert [half["kernel"].tolist() for half in halves] == [
        kernel[:, :2].tolist(),
        kernel[:, 2:].tolist(),
    ]


# Others


@pytest.mark.parametrize(("logits", "images"), [((3, 1), (3, 4)), ((1, 28, 28, 1), (1, 28, 28))])  # fmt: skip
def test_jax_noise_form_names_logits_of_another_shape(logits, images):
    one = jnp.ones((logits[0], 2))
    with pytest.raises(ValueError, match=r"images, logits are .*; expected one shape"):
        noise_form_in_jax.elbo_terms(
            lambda z: jnp.ones(logits), jnp.ones(images), one, one, one
        )


def test_log_softplus_takes_a_number():
    assert float(softplus_in_jax.log_softplus(-200.0)) == -200


def test_warm_up_in_a_compiled_function():
    weight = tf.function(lambda step: warm_up(step, 1000))
    assert float(weight(tf.constant(250))) == 0.25


@needs_pytorch
def test_pytorch_takes_numbers():
    assert softplus.log_softplus(-200.0).item() == -200
    x = torch.tensor([1.0, 2.0])
    score = decoder_variance.calibrated_log_likelihood
    assert score(x, x, 0.02) == score(x, x, torch.tensor(0.02))


@needs_pytorch
@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_pytorch_kl_is_never_negative(dtype):
    bits = torch.arange(2**16 if dtype != "float32" else 2**20)
    log_variance = (bits - len(bits) // 2).to(torch.float64) / 2**20
    log_variance = log_variance.to(getattr(torch, dtype))
    _, kl = short_answer.sample_and_kl(0 * log_variance, log_variance)
    assert kl.min() >= 0


@needs_pytorch
def test_pytorch_clipping_leaves_small_gradients_and_names_a_missing_one():
    rest, head = torch.zeros(2), torch.zeros(2)
    rest.grad, head.grad = torch.ones(2), torch.ones(2)
    clip_together.clip_together([rest], [head], norm=100.0)
    assert rest.grad.tolist() == head.grad.tolist() == [1.0, 1.0]
    with pytest.raises(ValueError, match=r"head_parameters\[1\] has no gradient"):
        clip_together.clip_together([rest], [head, torch.zeros(1)], norm=1.0)
