"""Bad input to a snippet that readers copy raises an error that names the argument."""

import math

import numpy as np
import pytest
import tensorflow as tf

from snippets import (
    batch_means,
    choosing,
    decoder_variance,
    exponential_family,
    regression,
    two_heads,
    unbiased,
)
from snippets.clip_together import clip_together
from snippets.collapse import warm_up
from snippets.float_range import last_survivor
from snippets.learning_rates import HeadSettings, moved
from snippets.parameterization import log_std
from snippets.raw_for_std import raw_for_std
from snippets.self_test import self_test

ONE, TWO, THREE, WHOLE = [0.5], [0.5, 0.5], [0.5] * 3, [0, 1]
IN_ALL_THREE = {  # module: calls, and what the error of each names
    "decoder_variance": [
        (lambda s, a: s.shared_variance(a(TWO), a(THREE)), "mean"),
        (lambda s, a: s.calibrated_log_likelihood(a(TWO), a(THREE), 0.1), "mean"),
        (lambda s, a: s.shared_variance(a(TWO), a(TWO), 0), "floor is 0"),
        (lambda s, a: s.shared_variance(a(TWO), a(TWO), math.inf), "floor is inf"),
        (lambda s, a: s.shared_variance(a(TWO), a(TWO), math.nan), "floor is nan"),
    ],
    "noise_form": [
        (lambda s, a: s.log_density_of_draw(a(TWO), a(THREE)), "variance"),
        (lambda s, a: s.elbo_terms(abs, a(TWO), a(ONE), a(TWO), a(TWO)), "mean|var"),
        (lambda s, a: s.elbo_terms(abs, a(TWO), a(TWO), a(ONE), a(TWO)), "variance"),
        (lambda s, a: s.elbo_terms(abs, a(TWO), a(TWO), a(TWO), a(ONE)), "noise"),
    ],
    "regression": [
        (lambda s, a: s.beta_nll(a(ONE), a(TWO), a(TWO)), "mean"),
        (lambda s, a: s.beta_nll(a(TWO), a(ONE), a(TWO)), "mean"),
        (lambda s, a: s.beta_nll(a(TWO), a(TWO), a(ONE)), "variance"),
        (lambda s, a: s.beta_nll(a(ONE), a(ONE), a(ONE), 1.1), "beta is 1.1"),
        (lambda s, a: s.beta_nll(a(ONE), a(ONE), a(ONE), math.nan), "beta is nan"),
        (lambda s, a: s.student_t_nll(a(TWO), a(TWO), a(ONE)), "log_scale"),
    ],
    "soft_clamp": [
        (lambda s, a: s.soft_clamp(a(WHOLE), -1, 1), "raw is"),
        (lambda s, a: s.soft_clamp(a(TWO), 1, 1), "low, high are 1, 1"),
        (lambda s, a: s.soft_clamp(a(TWO), -math.inf, 1), "low, high are -inf, 1"),
        (lambda s, a: s.softplus_clamp(a(WHOLE), -1, 1), "raw is"),
        (lambda s, a: s.softplus_clamp(a(TWO), 2, 1), "low, high are 2, 1"),
        (lambda s, a: s.softplus_clamp(a(TWO), math.nan, 1), "low, high are nan, 1"),
    ],
    "softplus": [(lambda s, a: s.log_softplus(a(WHOLE)), "raw is")],
}


@pytest.mark.parametrize(
    ("module", "call", "named"),
    [(module, *case) for module, cases in IN_ALL_THREE.items() for case in cases],
)
def test_all_three_frameworks_name_bad_input(framework, module, call, named):
    with pytest.raises((TypeError, ValueError), match=named):
        call(framework.snippet(module), framework.array)


def kl_row(mean, raw):
    return np.exp(raw) + mean**2


def fit(x, y):
    return lambda: regression.fit(np.array(x), np.array(y))


def keras_layers(*last):
    layers = [tf.keras.Input((3,)), tf.keras.layers.Dense(*last)]
    return tf.keras.Sequential(layers)


IN_TENSORFLOW = [  # call, what the error names
    (lambda: batch_means.mean_of_batch_means(WHOLE), "values is int32"),
    (lambda: batch_means.mean_per_image([]), "values is float32 of shape"),
    (lambda: batch_means.mean_per_image([TWO]), "values is float32 of shape"),
    (lambda: clip_together([tf.ones(2), None], [ONE], norm=1.0), r"gradients\[1\]"),
    (lambda: clip_together([ONE], [None], norm=1.0), r"head_gradients\[0\]"),
    (lambda: warm_up(0, 0), "steps is 0"),
    (lambda: decoder_variance.log_likelihood(np.array(WHOLE), 1.0), "residuals is int"),
    (lambda: decoder_variance.log_likelihood([math.nan], 1.0), "residuals is not"),
    (lambda: decoder_variance.log_likelihood(TWO, math.inf), "variance is inf"),
    (lambda: decoder_variance.log_likelihood(TWO, 0.0), "variance is 0"),
    (lambda: decoder_variance.linear_decoder(np.ones((4, 3), int)), "images is int64"),
    (lambda: decoder_variance.linear_decoder(np.ones((4, 3)), 4), "directions is 4"),
    (lambda: exponential_family.natural_parameters(0, 0), "variance is 0"),
    (lambda: exponential_family.natural_parameters(math.nan, 1), "mean is nan"),
    (lambda: exponential_family.kl_normal(0, -1, 0, 1), "variance_q is -1"),
    (lambda: exponential_family.kl_normal(0, 1, 0, math.inf), "variance_p is inf"),
    (lambda: exponential_family.log_partition([0.0, 0.5]), "eta's second component"),
    (lambda: exponential_family.bregman(tf.exp, TWO, 0.0), "a has shape"),
    (lambda: exponential_family.fisher_information(tf.identity, -1.0), "theta is -1"),
    (lambda: last_survivor(tf.exp, 300, "int32"), "dtype is int32"),
    (lambda: last_survivor(tf.ones_like, 1, "float32"), "towards is 1"),
    (lambda: HeadSettings(-1.0), "learning_rate is -1"),
    (lambda: HeadSettings(1e-3, epsilon=None), "epsilon is None"),
    (lambda: HeadSettings(math.inf), "learning_rate is inf"),
    (lambda: moved(HeadSettings(1e-3), "lion"), "optimizer is 'lion'"),
    (lambda: moved(HeadSettings(1e-3), "adam", 0), "scale is 0"),
    (lambda: log_std(tf.ones(2), "variance"), "'variance'"),
    (lambda: regression.beta_nll(tf.ones(1), tf.ones(1), tf.ones(2)), "variance"),
    (fit([0, 1], TWO), "x is int64"),
    (fit(TWO, [0, math.nan]), "y is not finite"),
    (fit(TWO, THREE), "x, y have shapes"),
    (lambda: self_test(kl_row, kl_row, math.nan), "raw is nan"),
    (lambda: self_test(kl_row, lambda mean, raw: mean[0], 0.0), "kl returned shapes"),
    (lambda: self_test(lambda mean, raw: mean[:, 0], kl_row, 0.0), "sample and kl"),
    (lambda: self_test(lambda mean, raw: mean, kl_row, -2.0), "eval mode"),
    (lambda: self_test(lambda mean, raw: mean + np.inf, kl_row, -2.0), "NaN or ∞"),
    (lambda: two_heads.split_last_layer(keras_layers(5)), "the last layer has 5 units"),
    (
        lambda: two_heads.split_last_layer(keras_layers(4, "tanh")),
        "activation is tanh; expected none",
    ),
    *(
        (lambda std=std: raw_for_std(std), f"std is {std!r}")
        for std in (0, -1.0, math.inf, math.nan, "1")
    ),
    *(
        (lambda n=n, of=of: of(n), f"n is {n!r}")
        for of in (unbiased.c4, unbiased.log_variance_bias)
        for n in (1, 2.5, "5", None, True)
    ),
]


@pytest.mark.parametrize(("call", "named"), IN_TENSORFLOW)
def test_bad_input_is_named(call, named):
    with pytest.raises((TypeError, ValueError), match=named):
        call()


@pytest.mark.parametrize("name", choosing.LOG_STD)
def test_a_nan_is_shown_rather_than_hidden(name):
    assert np.isnan(choosing.LOG_STD[name](tf.constant([math.nan]))).all()
