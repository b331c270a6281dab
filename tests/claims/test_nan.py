"""Claims of practice/nan.md: every fault reproduces, and every cure cures."""

import contextlib
import functools
import math
import re

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact
from snippets import nan_faults
from snippets.jax import nan_faults as in_jax

claim = functools.partial(claim, page="practice/nan.md")
INF, NAN = math.inf, math.nan
CLOSE = 1e-5  # relative to the value, or to 1 if that is 0
PART = f"one part in {1 / CLOSE:,.0f}"
CURED_BY = {"kl_in_training": {"rate": 0.032}, "encoder_in": {"dtype": tf.bfloat16}}


def pair(name):
    """A fault and its cure: another function, or the same with another argument."""
    fault = getattr(nan_faults, name)
    if name in CURED_BY:
        return fault, functools.partial(fault, **CURED_BY[name])
    return fault, getattr(nan_faults, f"{name}_cured")


def a_cure(name):
    """What a claim is of, a fault and its cure, and the controls: nothing to cure, and nothing cured."""
    fault, cure = pair(name)
    controls = {
        "the cure in the fault's place": (cure, cure),
        "the fault in the cure's place": (fault, fault),
    }
    return {"of": (fault, cure), "controls": controls}


def as_said(values, expected):
    """How many of `values` are `expected`, where NaN is NaN."""
    values, expected = np.asarray(values), np.asarray(expected)
    same = (values == expected) | (np.isnan(values) & np.isnan(expected))
    return exact(int(same.sum()), expected.size, unit=f"of {expected.size} as said")


def close(values, expected, within=CLOSE):
    """The largest error, against float64, relative to the value, or to 1 if that is 0."""
    values, expected = np.asarray(values, float), np.asarray(expected, float)
    size = np.where(expected == 0, 1, np.abs(expected))
    return bound(np.max(np.abs(values - expected) / size), at_most=within)


def reproduced_and_cured(found, symptom, healthy, within=CLOSE):
    fault, cure = found
    return {"fault": as_said(fault(), symptom), "cure": close(cure(), healthy, within)}


LOGIT = 20


@claim(
    f"In float32, at the logit {LOGIT}, the cross-entropy from probabilities is ∞ for a black pixel, and NaN for a white one,"
    f" although {LOGIT} is *right* for white. From logits it is {LOGIT} nats and 0, to within {PART}.",
    **a_cure("log_of_zero"),
)
def test_leaf_log_of_zero(found):
    return reproduced_and_cured(
        found, [INF, NAN], [LOGIT + math.log1p(math.exp(-LOGIT)), 0]
    )


def white_pixel(cross_entropy):
    return lambda logit: cross_entropy(logit)[1]


GOOD_FIT = 1e-6  # nats
FIRST_NAN = 16, 18  # whole logits


@claim(
    "This NaN comes with a good fit. As the logit of a white pixel grows, its cross-entropy from float32 probabilities falls"
    f" below {GOOD_FIT:f} nats and then is NaN, first at a logit from {FIRST_NAN[0]} to {FIRST_NAN[1]}.",
    of=white_pixel(nan_faults.log_of_zero),
    controls={
        "from logits": white_pixel(nan_faults.log_of_zero_cured),
        "a black pixel": lambda logit: nan_faults.log_of_zero(logit)[0],
    },
)
def test_log_of_zero_strikes_a_good_fit(cross_entropy):
    losses = np.array([cross_entropy(float(logit)) for logit in range(25)])
    bad = np.flatnonzero(np.isnan(losses))
    first = int(bad[0]) if len(bad) else len(losses)
    return {
        "first NaN": bound(first, *FIRST_NAN, series={"good fit": losses[:first]}),
        "loss before": bound(losses[first - 1], at_most=GOOD_FIT, unit="nats"),
    }


@claim(
    "At $h = 90$ the float32 KL is ∞. With a soft clamp it is finite, and right for the clamped h to within"
    f" {PART}.",
    **a_cure("kl_of_large_h"),
)
def test_leaf_large_h(found):
    clamped = 20 * math.tanh(90 / 20)
    healthy = 0.5 * (math.exp(clamped) - 1 - clamped)
    return reproduced_and_cured(found, INF, healthy)


def clipped_after(raw):
    return tf.clip_by_value(tf.exp(raw), 0.0, 1e6)


@claim(
    "Clipping σ² after the exponential is too late: at $h = 90$ in float32 the clipped σ² is finite, but its gradient is"
    " NaN.",
    of=clipped_after,
    controls={"no clip": tf.exp},
)
def test_clipping_after_exp_is_too_late(variance):
    raw = tf.Variable(90.0)
    with tf.GradientTape() as tape:
        value = variance(raw)
    return {
        "value": bound(float(value), at_most=1e6),
        "gradient": as_said(tape.gradient(value, raw), NAN),
    }


@claim(
    "At $h = -90$ and μ = 1 the float32 log-density of a draw z is NaN if it is computed from $(z-\\mu)^2e^{-h}$. From the ε"
    f" that z was made with, it is right to within {PART}.",
    **a_cure("density_of_small_h"),
)
def test_leaf_small_h(found):
    return reproduced_and_cured(found, NAN, -0.5 * (0.5**2 - 90))


HEADS = np.array([-20, -10])


@claim(
    "With a ReLU on the head, raw outputs of $h = -20$ and $h = -10$ yield σ = 1. With a tanh they yield $\\sigma = e^{-1/2}$. In"
    " float32 the slope of σ is exactly 0 with both. Without an activation σ is $e^{h/2}$ and its slope is half of that, to"
    f" within {PART}.",
    of=nan_faults.relu_head,
    controls={
        "no activation": lambda activation: nan_faults.relu_head(tf.identity),
        "always a ReLU": lambda activation: nan_faults.relu_head(),
    },
)
def test_leaf_relu_head(head):
    sigma, free = np.exp(HEADS / 2), head(tf.identity)
    return {
        "ReLU": as_said(head(tf.nn.relu), [[1, 1], [0, 0]]),
        "tanh": close(head(tf.tanh)[0], np.exp([-0.5, -0.5])),
        "slope at tanh": as_said(head(tf.tanh)[1], [0, 0]),
        "no activation": close(free, [sigma, sigma / 2]),
    }


@claim(
    "If h is read as σ², then σ = 0 and log σ² = −∞ at $h = 0$, and both are NaN at $h = -0.1$. If h is read as log σ²,"
    f" both are right to within {PART}.",
    **a_cure("raw_variance"),
)
def test_leaf_raw_variance(found):
    symptom, raw = [[0, NAN], [-INF, NAN]], np.array([0, -0.1])
    return reproduced_and_cured(found, symptom, [np.exp(raw / 2), raw])


STEPS = 8
FIRST_KL = 1.0  # nats
EXPLODES = a_cure("kl_in_training")
EXPLODES["controls"]["the first steps left out"] = (
    lambda: nan_faults.kl_in_training()[4:],
    EXPLODES["of"][1],
)


@claim(
    f"Gradient descent at too large a rate takes the KL of a head with one weight from below {FIRST_KL:g} nat to ∞ and NaN"
    f" within {STEPS} steps. At a tenth of this rate it falls in every step.",
    **EXPLODES,
)
def test_leaf_learning_rate(found):
    exploded, trained = (history().numpy() for history in found)
    finite = exploded[np.isfinite(exploded)]
    return {
        "first KL": bound(exploded[0], at_most=FIRST_KL, unit="nats"),
        "largest finite KL": bound(
            finite.max(), at_least=1e6, unit="nats", series={"large rate": finite}
        ),
        "last two": as_said(exploded[-2:], [INF, NAN]),
        "steps that fall": exact(int(np.sum(np.diff(trained) < 0)), STEPS - 1),
    }


IMAGES = 128
CLOSE_SUM = 1e-4  # of a sum of 100,000 numbers
CLOSE_HALF = 1e-2  # bfloat16 has three digits


@claim(
    f"In float16, σ² is ∞ at $h = 12$, and so is the cross-entropy of an untrained decoder, summed over {IMAGES} images"
    f" of MNIST's size. After a cast to float32 both are right to within one part in {1 / CLOSE_SUM:,.0f}.",
    **a_cure("half_precision"),
)
def test_leaf_half_precision(found):
    healthy = [math.exp(12), IMAGES * 784 * math.log(2)]
    return reproduced_and_cured(found, [INF, INF], healthy, within=CLOSE_SUM)


@claim(
    "If an encoder divides its features by the largest, and this feature exceeds float16's range, it becomes"
    f" NaN. In bfloat16 all are right to within one part in {1 / CLOSE_HALF:,.0f}.",
    **a_cure("encoder_in"),
)
def test_leaf_half_precision_encoder(found):
    return reproduced_and_cured(found, [NAN, 0], [1, 2 / 3], within=CLOSE_HALF)


@claim(
    "Inputs in the tens of thousands make the KL ∞ in the first step of a head whose h is a tenth of its input. If they are"
    f" standardized, the KL is right to within {PART}.",
    **a_cure("kl_in_first_step"),
)
def test_leaf_first_step(found):
    x = np.array([-3.0, 1.0, 2.0])
    h = 0.1 * x / x.std()
    return reproduced_and_cured(found, INF, np.mean(0.5 * (np.exp(h) - 1 - h)))


FROZEN, ADAM_STEPS, ADAM_RATE, REACHED = 55.0, 50, 0.1, 50.5
DESCENTS = {  # the fault and its cure; each descends once, for the claim and its controls
    name: (functools.cache(module.frozen), functools.cache(module.frozen_cured))
    for name, module in (("JAX", in_jax), ("Keras", nan_faults))
}


@claim(
    f"In float32, {ADAM_STEPS} steps of Adam on the KL with rate {ADAM_RATE:g} leave $h = {FROZEN:g}$ unchanged in JAX and make it NaN"
    f" in Keras. If h first passes through a scaled tanh, the steps bring h below {REACHED:g} in both.",
    of=DESCENTS,
    controls={
        "the cures": {name: (cured, cured) for name, (_, cured) in DESCENTS.items()},
        "no cure": {name: (fault, fault) for name, (fault, _) in DESCENTS.items()},
    },
)
def test_leaf_frozen(descents):
    ends, parts = {"JAX": FROZEN, "Keras": NAN}, {}
    for name, (fault, cured) in descents.items():
        parts[f"{name}, fault"] = as_said(fault(), ends[name])
        parts[f"{name}, cure"] = bound(float(cured()), at_most=REACHED)
    return parts


FLOOR_OF_SIGMA, FLOOR_OF_DENSITY = -20, -10  # of h


@claim(
    "At $h = -230$ the float32 $\\sigma = e^{h/2}$ is exactly 0. With a soft floor under h, σ is that of"
    f" $h = {FLOOR_OF_SIGMA}$, to within {PART}.",
    **a_cure("sigma_of_small_h"),
)
def test_leaf_sigma_is_0(found):
    return reproduced_and_cured(found, 0, math.exp(FLOOR_OF_SIGMA / 2))


@claim(
    "At $h = -90$ the float32 log-density of a target is NaN if it is computed with $e^{-h}$ and the mean meets the target"
    f" exactly. With a soft floor under h, the density is that of $h = {FLOOR_OF_DENSITY}$, to within {PART}.",
    **a_cure("nll_of_small_h"),
)
def test_leaf_nll(found):
    return reproduced_and_cured(found, NAN, 0.5 * FLOOR_OF_DENSITY)


@claim(
    "At large logits of the right sign, the cross-entropy of two standardized pixels is far below 0. If they are scaled to"
    f" 0 and 1, it is 0 to within {CLOSE:.5f} nats.",
    **a_cure("loss_of_data"),
)
def test_leaf_data_outside(found):
    return reproduced_and_cured(found, -60, 0)


# The tools

OPERATIONS = {  # of each fault the one that makes the first ∞ or NaN
    "log_of_zero": "Log",
    "kl_of_large_h": "Exp",
    "density_of_small_h": "Exp",
    "raw_variance": "Sqrt",
    "kl_in_training": "Exp",
    "half_precision": "Exp",
}
DETECTED = re.compile(r'eagerly-executing op "(\w+)"')


@contextlib.contextmanager
def checked_numerics():
    tf.debugging.enable_check_numerics()
    try:
        yield
    finally:
        tf.debugging.disable_check_numerics()


def stopped_at(function):
    """The operation that enable_check_numerics names, or None."""
    with checked_numerics():
        try:
            function()
        except tf.errors.InvalidArgumentError as error:
            return DETECTED.search(str(error))[1]
    return None


@claim(
    "`tf.debugging.enable_check_numerics` stops at the operation that makes the first ∞ or NaN: at the logarithm for"
    " log 0, at the root for a raw variance, and at the exponential for four other faults that we tried.",
    of=[pair(name)[0] for name in OPERATIONS],
    controls={
        "the cures": [pair(name)[1] for name in OPERATIONS],
        "the faults in another order": [pair(name)[0] for name in reversed(OPERATIONS)],
    },
)
def test_check_numerics_names_the_operation(functions):
    right = [
        stopped_at(function) == operation
        for function, operation in zip(functions, OPERATIONS.values(), strict=True)
    ]
    return exact(sum(right), len(OPERATIONS), unit="operations")


def is_refused(jit):
    """Whether enable_check_numerics keeps a healthy function from running."""
    with checked_numerics():
        try:
            tf.function(tf.exp, jit_compile=jit)(tf.constant(0.0))
        except tf.errors.InvalidArgumentError as error:
            return "DebugNumericSummaryV2" in str(error)
    return False


def nan_passes(jit):
    """Whether check_numerics lets a NaN through."""

    def check(x):
        return tf.debugging.check_numerics(x, "x")

    try:
        return math.isnan(tf.function(check, jit_compile=jit)(tf.constant(NAN)))
    except tf.errors.InvalidArgumentError:
        return False


@claim(
    "Under XLA, `enable_check_numerics` stops even a healthy function with an error, and `check_numerics` lets a NaN pass.",
    of=True,
    controls={"without XLA": False},
)
def test_check_numerics_and_xla(jit):
    return {
        "refused": exact(int(is_refused(jit)), 1),
        "NaN passed": exact(int(nan_passes(jit)), 1),
    }
