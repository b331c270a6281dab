"""Tensors that would meet elementwise by accident are named."""

import pytest
import tensorflow as tf

from snippets.alike import check_alike


def test_tensors_of_one_dtype_and_shape_pass():
    check_alike(one=tf.zeros((3, 2)), other=tf.ones((3, 2)))


def test_a_batch_of_unknown_size_passes():
    @tf.function(input_signature=[tf.TensorSpec((None, 2))])
    def traced(one):
        check_alike(one=one, other=tf.zeros((3, 2)))
        return one

    traced(tf.zeros((3, 2)))


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        ("b", tf.zeros((3, 1)), ValueError, r"b has shape \(3, 1\)"),
        ("c", tf.zeros((2,)), ValueError, r"expected \(3, 2\), as a"),
        (
            "c",
            tf.zeros((3, 2), tf.float16),
            TypeError,
            "c is float16; expected float32",
        ),
        ("a", tf.zeros((3, 2), tf.int32), TypeError, "a is int32; expected a floating"),
        ("b", tf.zeros((3, 2), tf.complex64), TypeError, "b is complex64"),
    ],
)
def test_unlike_tensors_are_named(name, value, error, message):
    tensors = dict.fromkeys("abc", tf.zeros((3, 2)))
    with pytest.raises(error, match=message):
        check_alike(**{**tensors, name: value})
