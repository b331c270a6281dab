"""Values and edges of snippets on which no claim rests: readers copy these too."""

import math
import re

import numpy as np
import pytest
import tensorflow as tf

from snippets.choosing import farthest
from snippets.cvae import make_decoder, make_encoder
from snippets.exponential_family import log_partition
from snippets.first_aid import first_aid
from snippets.gradient_noise import log_normal, three_elbos
from snippets.nan_faults import (
    density_of_small_h,
    density_of_small_h_cured,
    log_of_zero,
    log_of_zero_cured,
)
from snippets.parameterization import log_std
from snippets.training import use_gpu_if_any
from snippets.two_heads import kl_to_standard_normal

HALF_LOG_TAU = 0.5 * math.log(2 * math.pi)


@pytest.mark.parametrize("shape", [(2,), (3, 2), (4, 3, 2)])
def test_a_log_density_is_summed_over_the_last_axis(shape):
    """At z = 3 with μ = 1 and σ = 2 each of two components gives −½ − log 2 − ½ log 2π."""
    z, mean, log_std = (tf.fill(shape, value) for value in (3.0, 1.0, math.log(2)))
    found = log_normal(z, mean, log_std).numpy()
    assert found.shape == shape[:-1]
    assert found == pytest.approx(2 * (-0.5 - math.log(2) - HALF_LOG_TAU))


@pytest.mark.parametrize("odd", range(3))
def test_the_elbos_take_three_tensors_of_one_shape(odd):
    three = [tf.zeros(3 if place == odd else 2) for place in range(3)]
    shapes = [tuple(each.shape) for each in three]
    with pytest.raises(ValueError, match=re.escape(str(shapes[odd]))):
        three_elbos(lambda z: tf.reduce_sum(z, axis=-1), *three)


def test_the_three_elbos_have_these_values():
    """μ = 1, σ = 2, ε = ½, so z = 2; log p(x|z) is z here. The KL is ½ (4 + 1 − 1) − log 2; of the draw it is log 2
    less: ½ (z² − ε²) − log σ."""
    found = three_elbos(
        lambda z: z[..., 0],
        *(tf.constant([value]) for value in (1.0, math.log(2), 0.5)),
    )
    of_draw = 2 - (0.5 * (4 - 0.25) - math.log(2))
    assert float(found["one-sample KL"]) == pytest.approx(of_draw)
    assert float(found["sticking the landing"]) == pytest.approx(of_draw)
    assert float(found["closed form"]) == pytest.approx(2 - (2 - math.log(2)))


@pytest.mark.parametrize(
    ("mean", "log_std", "kl"),
    [(0.0, 0.0, 0.0), (2.0, 0.0, 2.0), (-3.0, 0.0, 4.5), (0.0, math.log(2), 1.5 - math.log(2))],
)  # fmt: skip
def test_the_kl_has_these_values(mean, log_std, kl):
    assert float(kl_to_standard_normal(mean, log_std)) == pytest.approx(kl)


def test_the_fault_is_shown_at_a_logit_of_20():
    """Where float32's sigmoid is 1 already; at 16 it is not, and nothing breaks."""
    assert float(log_of_zero_cured()[0]) == 20
    assert np.isfinite(log_of_zero(16.0).numpy()).all()


def test_the_density_that_fails_for_a_small_h_is_right_for_another(monkeypatch):
    """With h = log 4, ε = ½ and μ = 1: −½ (ε² + log 4)."""
    shown = tf.constant(math.log(4))
    taken = {-90.0: shown}
    constant = tf.constant
    monkeypatch.setattr(tf, "constant", lambda value: taken.get(value, constant(value)))
    expected = pytest.approx(-0.5 * (0.5**2 + math.log(4)))
    assert float(density_of_small_h()) == expected
    assert float(density_of_small_h_cured()) == expected


def aid(decoded, from_logits=False):
    return first_aid(tf.ones(2), decoded, from_logits=from_logits, losses=[3.0])


def test_first_aid_takes_probabilities_of_0_and_1():
    assert aid(tf.constant([0.0, 1.0])) == []
    assert aid(tf.constant([-9.0, 9.0]), from_logits=True) == []


@pytest.mark.parametrize("decoded", [[-0.5, 0.5], [0.5, 1.5]])
def test_first_aid_refuses_what_is_no_probability(decoded):
    low, high = decoded
    expected = f"decoded goes from {low:g} to {high:g}; expected probabilities, or from_logits=True"
    with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
        aid(tf.constant(decoded))


@pytest.mark.parametrize("eta", [[0.1, -0.3], np.float32([0.1, -0.3])])
def test_a_log_partition_has_the_digits_of_float64(eta):
    first, second = map(float, eta)
    exact = -(first**2) / (4 * second) - 0.5 * math.log(-2 * second)
    assert float(log_partition(eta)) == pytest.approx(exact, rel=1e-14)


def test_a_raw_output_that_is_no_float_is_named():
    with pytest.raises(TypeError, match=r"^raw is int32; expected a floating dtype$"):
        log_std(tf.constant([1]), "log_std")


@pytest.mark.parametrize("second", [0.0, 0.5])
def test_a_normal_has_a_second_natural_parameter_below_0(second):
    with pytest.raises(ValueError, match=f"is {second}; expected negative numbers"):
        log_partition([0.1, second])


def test_networks_are_called_what_kept_weights_are_filed_under():
    assert [make_encoder().name, make_decoder().name] == ["encoder", "decoder"]


@pytest.mark.parametrize(("end", "last"), [(2.0, 0.25), (-2.0, -0.25), (0.125, 0.125)])
def test_the_farthest_is_found_also_near_0(end, last):
    assert farthest(lambda h: abs(float(h)) <= 0.25, end, tf.float32) == last


def test_the_first_gpu_trains_and_each_takes_memory_as_needed(monkeypatch):
    """TensorFlow may hold one already."""
    grown = []

    def grow(gpu, wanted):
        grown.append((gpu, wanted))
        if gpu == "first":
            raise RuntimeError("held already")

    gpus = {"GPU": ["first", "second"]}
    details = {"first": {"device_name": "Fast"}, "second": {"device_name": "Slow"}}
    monkeypatch.setattr(tf.config, "list_physical_devices", gpus.get)
    monkeypatch.setattr(tf.config.experimental, "set_memory_growth", grow)
    monkeypatch.setattr(tf.config.experimental, "get_device_details", details.get)
    assert use_gpu_if_any() == "Fast"
    assert grown == [("first", True), ("second", True)]
    gpus["GPU"] = []
    assert use_gpu_if_any() == "CPU"


def layers(model):
    """Of each layer the shape that it gives and, where it has one, its activation."""
    for layer in model.layers:
        activation = getattr(layer, "activation", None)
        yield layer.output.shape[1:], activation and activation.__name__


def test_the_network_is_the_tutorials():
    """Layer by layer; no activation bends what becomes μ, σ or a logit."""
    assert [*layers(make_encoder())] == [
        ((13, 13, 32), "relu"),
        ((6, 6, 64), "relu"),
        ((2304,), None),
        ((4,), "linear"),
    ]
    assert [*layers(make_decoder())] == [
        ((1568,), "relu"),
        ((7, 7, 32), None),
        ((14, 14, 64), "relu"),
        ((28, 28, 32), "relu"),
        ((28, 28, 1), "linear"),
    ]
