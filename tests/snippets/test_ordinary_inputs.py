"""Snippets on inputs that users have: layers without bias, other dtypes, batches of unknown size, numbers."""

import jax.numpy as jnp
import numpy as np
import pytest
import tensorflow as tf

from snippets import two_heads
from snippets.collapse import warm_up
from snippets.jax import noise_form as noise_form_in_jax
from snippets.jax import softplus as softplus_in_jax
from snippets.jax import two_heads as two_heads_in_jax
from snippets.reparameterize import reparameterize
from snippets.softplus import log_softplus

DTYPES = ["float32", "float64", "bfloat16"]


# A last layer split in two


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("bias", [True, False])
def test_keras_halves_are_like_the_layer(dtype, bias):
    layers = tf.keras.layers
    last = layers.Dense(4, dtype=dtype, use_bias=bias, trainable=False)
    encoder = tf.keras.Sequential([tf.keras.Input((3,)), layers.Dense(5), last])
    below, *halves = two_heads.split_last_layer(encoder)
    x = tf.ones((2, 3))
    split = tf.concat([half(below(x)) for half in halves], axis=-1)
    both = (tf.cast(each, tf.float32).numpy() for each in (split, encoder(x)))
    np.testing.assert_allclose(*both, rtol=1e-2)  # bfloat16 has two to three digits
    for half in halves:
        assert half.compute_dtype == dtype
        assert half.use_bias is bias
        assert half.trainable_weights == []


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("bias", [True, False])
def test_pytorch_halves_are_like_the_layer(dtype, bias):
    torch = pytest.importorskip("torch")
    from snippets.pytorch.two_heads import split_last_layer

    dtype = getattr(torch, dtype)
    encoder = torch.nn.Sequential(torch.nn.Linear(3, 4, bias=bias, dtype=dtype))
    encoder[0].weight.requires_grad_(False)
    below, *halves = split_last_layer(encoder)
    x = torch.ones(2, 3, dtype=dtype)
    split = torch.cat([half(below(x)) for half in halves], -1)
    torch.testing.assert_close(split, encoder(x))
    for half in halves:
        assert half.weight.dtype == dtype
        assert not half.weight.requires_grad
        assert (half.bias is not None) is bias
        assert not bias or half.bias.requires_grad
    with pytest.raises(TypeError, match="the last module is ReLU; expected Linear"):
        split_last_layer(torch.nn.Sequential(encoder[0], torch.nn.ReLU()))


def test_jax_splits_a_layer_without_bias():
    kernel = jnp.arange(12.0).reshape(3, 4)
    halves = two_heads_in_jax.split_last_layer({"kernel": kernel})
    found = [half["kernel"].tolist() for half in halves]
    assert found == [kernel[:, :2].tolist(), kernel[:, 2:].tolist()]


# Others


@pytest.mark.parametrize("function", [log_softplus, reparameterize, tf.identity])
def test_snippets_take_a_batch_of_unknown_size(function):
    arguments = 2 if function is reparameterize else 1
    any_batch = [tf.TensorSpec((None, 2), tf.float32)] * arguments
    compiled = tf.function(function, input_signature=any_batch)
    assert compiled(*[tf.zeros((5, 2))] * arguments).shape == (5, 2)


def test_warm_up_in_a_compiled_function():
    weight = tf.function(lambda step: warm_up(step, 1000))
    assert float(weight(tf.constant(250))) == 0.25


@pytest.mark.parametrize(("logits", "images"), [((3, 1), (3, 4)), ((1, 28, 28, 1), (1, 28, 28))])  # fmt: skip
def test_jax_noise_form_names_logits_of_another_shape(logits, images):
    one = jnp.ones((logits[0], 2))
    with pytest.raises(ValueError, match=r"images, logits are .*; expected one shape"):
        noise_form_in_jax.elbo_terms(
            lambda z: jnp.ones(logits), jnp.ones(images), one, one, one
        )


def test_numbers_are_taken():
    assert float(softplus_in_jax.log_softplus(-200.0)) == -200
    torch = pytest.importorskip("torch")
    from snippets.pytorch import decoder_variance, softplus

    assert softplus.log_softplus(-200.0).item() == -200
    x = torch.tensor([1.0, 2.0])
    score = decoder_variance.calibrated_log_likelihood
    assert score(x, x, 0.02) == score(x, x, torch.tensor(0.02))


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_pytorch_kl_is_never_negative(dtype):
    torch = pytest.importorskip("torch")
    from snippets.pytorch.short_answer import sample_and_kl

    bits = torch.arange(2**16 if dtype != "float32" else 2**20)
    log_variance = (bits - len(bits) // 2).to(torch.float64) / 2**20
    log_variance = log_variance.to(getattr(torch, dtype))
    _, kl = sample_and_kl(0 * log_variance, log_variance)
    assert kl.min() >= 0


def test_pytorch_clipping_leaves_small_gradients_and_names_a_missing_one():
    torch = pytest.importorskip("torch")
    from snippets.pytorch.clip_together import clip_together

    rest, head = torch.zeros(2), torch.zeros(2)
    rest.grad, head.grad = torch.ones(2), torch.ones(2)
    clip_together([rest], [head], norm=100.0)
    assert rest.grad.tolist() == head.grad.tolist() == [1.0, 1.0]
    with pytest.raises(ValueError, match=r"head_parameters\[1\] has no gradient"):
        clip_together([rest], [head, torch.zeros(1)], norm=1.0)
