"""The frameworks, for tests of snippets that stand in all three."""

import importlib
from types import SimpleNamespace

import pytest
import tensorflow as tf


def tensorflow():
    return "snippets", tf.constant


def jax():
    return "snippets.jax", importlib.import_module("jax.numpy").array


def pytorch():
    return "snippets.pytorch", pytest.importorskip("torch").tensor


@pytest.fixture(params=[tensorflow, jax, pytorch], ids=lambda each: each.__name__)
def framework(request):
    """`snippet(name)` imports a module of one framework, `array(values)` makes its tensor."""
    package, array = request.param()
    return SimpleNamespace(
        snippet=lambda name: importlib.import_module(f"{package}.{name}"), array=array
    )
