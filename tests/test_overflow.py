"""Claims of practice/overflow.md, and what its snippets do with bad input."""

import math
from dataclasses import dataclass, replace

import ml_dtypes
import numpy as np
import pytest
import tensorflow as tf

from snippets.cvae import elbo_terms_at, log_normal_pdf
from snippets.float_range import last_survivor
from snippets.noise_form import elbo_terms, log_density_of_draw
from snippets.soft_clamp import SAFE_LOG_VARIANCE, soft_clamp
from tests.claims import claim
from tests.measurements import bound, exact, statistical

PAGE = "practice/overflow.md"
DTYPES = ("float32", "bfloat16", "float16")
FAR = 1000  # e^(±FAR/2) is in none of them


@dataclass(frozen=True)
class Format:
    """Logarithms of a float format's largest and smallest numbers, and its unit in the last place of 1."""

    largest: float
    smallest_normal: float
    half_of_smallest: float  # below it, rounding gives 0 even where subnormals are kept
    ulp: float

    def step(self, h):
        """Distance of neighbouring numbers at h."""
        return self.ulp * 2 ** math.floor(math.log2(abs(h)))


def format_of(dtype):
    info = ml_dtypes.finfo(tf.as_dtype(dtype).as_numpy_dtype)
    return Format(
        math.log(info.max),
        math.log(info.smallest_normal),
        math.log(float(info.smallest_subnormal) / 2),
        float(info.eps),
    )


def near(h, low, high, dtype, **more):
    """h is between `low` and `high`, or one step of its format off."""
    fmt = format_of(dtype)
    return bound(h, at_least=low - fmt.step(low), at_most=high + fmt.step(high), **more)


# The range


def power(base):
    return lambda x: tf.exp(tf.cast(math.log(base), x.dtype) * x)


FACTORS = {"e^(h/2)": 0.5, "e^h": 1.0, "e^(2h)": 2.0}


@claim(
    "In float32, bfloat16 and float16 alike, the last $h$ at which $e^{ch}$ is finite lies within one step of"
    " that format from $\\ln(\\max)/c$, for $c = \\tfrac12$, $1$ and $2$.",
    page=PAGE,
    of=tf.exp,
    controls={
        "2 in place of e": power(2),
        "3 in place of e": power(3),
        "the exponent doubled": lambda x: tf.exp(2 * x),
    },
)
def test_where_exp_overflows(exp):
    found = {}
    for dtype in DTYPES:
        for name, c in FACTORS.items():
            last = last_survivor(
                lambda h, c=c: exp(tf.cast(c, h.dtype) * h), FAR, dtype
            )
            edge = format_of(dtype).largest / c
            found[f"{dtype}, {name}"] = near(last, edge, edge, dtype)
    return found


@claim(
    "On the other side $e^{h}$ becomes 0 somewhere from $\\ln$ of the smallest normal number, where subnormal"
    " numbers are flushed to 0, down to $\\ln$ of half the smallest subnormal, where they are kept.",
    page=PAGE,
    of=tf.exp,
    controls={
        "2 in place of e": power(2),
        "the exponent halved": lambda x: tf.exp(x / 2),
        "the square": lambda x: tf.exp(x) ** 2,
    },
)
def test_where_exp_underflows(exp):
    found = {}
    for dtype in DTYPES:
        fmt = format_of(dtype)
        last = last_survivor(exp, -FAR, dtype)
        found[dtype] = near(last, fmt.half_of_smallest, fmt.smallest_normal, dtype)
    return found


HEADS = {"log σ²": 1.0, "log σ": 2.0}  # σ² is e^(ch)


def variance_and_precision(h, c):
    """1 where both live: ∞ · 0 is NaN, and 0 times a number is 0."""
    c = tf.cast(c, h.dtype)
    return tf.exp(c * h) * tf.exp(-c * h)


@claim(
    "σ² and 1/σ² both survive up to some $|h|$. For a log σ² head it is at least the smaller of $\\ln(\\max)$ and"
    " $-\\ln(\\text{smallest normal})$, and at most the smaller of $\\ln(\\max)$ and"
    " $-\\ln(\\text{half the smallest subnormal})$. For a log σ head it is half of that.",
    page=PAGE,
    of=HEADS,
    controls={
        "the heads exchanged": {"log σ²": 2.0, "log σ": 1.0},
        "σ in place of σ²": {"log σ²": 0.5, "log σ": 1.0},
    },
)
def test_range_that_survives(heads):
    found = {}
    for dtype in DTYPES:
        fmt = format_of(dtype)
        low = min(fmt.largest, -fmt.smallest_normal)
        high = min(fmt.largest, -fmt.half_of_smallest)
        for name, c in heads.items():
            last = last_survivor(
                lambda h, c=c: variance_and_precision(h, c), FAR, dtype
            )
            scale = HEADS[name]
            found[f"{dtype}, {name}"] = near(
                last,
                low / scale,
                high / scale,
                dtype,
                series={f"{dtype}, {name}": [last]},
            )
    return found


# Clamps

COPIED = (-30.0, 20.0)


def lost(values):
    """How many are not finite, or 0, or below the smallest normal number of their dtype."""
    smallest = ml_dtypes.finfo(values.dtype.as_numpy_dtype).smallest_normal
    values = tf.cast(values, tf.float64).numpy()
    return int(np.sum(~np.isfinite(values) | (np.abs(values) < float(smallest))))


@claim(
    "At the ends of clamp(−30, 20) float16 has neither σ² nor 1/σ²: all four are 0 or ∞.",
    page=PAGE,
    of=(COPIED, "float16"),
    controls={
        "bfloat16": (COPIED, "bfloat16"),
        "float32": (COPIED, "float32"),
        "the range that float16 survives": (SAFE_LOG_VARIANCE["float16"], "float16"),
    },
)
def test_copied_clamp_in_float16(thing):
    ends, dtype = thing
    h = tf.constant(ends, dtype)
    both = tf.cast(tf.concat([tf.exp(h), tf.exp(-h)], 0), tf.float64).numpy()
    dead = np.sum(~np.isfinite(both) | (both == 0))
    return exact(int(dead), 4, unit="of 4")


@claim(
    "Inside `SAFE_LOG_VARIANCE` nothing is lost in any of the three formats: σ², 1/σ² and the square of z = σε,"
    " up to |ε| = 6, are finite and not subnormal.",
    page=PAGE,
    of=SAFE_LOG_VARIANCE,
    controls={
        "the copied clamp everywhere": dict.fromkeys(DTYPES, COPIED),
        "read as log σ": {
            dtype: (2 * low, 2 * high)
            for dtype, (low, high) in SAFE_LOG_VARIANCE.items()
        },
        "the bare limits of σ²": {
            dtype: (format_of(dtype).smallest_normal, format_of(dtype).largest)
            for dtype in DTYPES
        },
    },
)
def test_safe_ranges(ranges):
    found = {}
    for dtype, (low, high) in ranges.items():
        h = tf.cast(tf.linspace(low, high, 1001), dtype)
        z = 6 * tf.exp(h / 2)
        values = tf.concat([tf.exp(h), tf.exp(-h), z**2], 0)
        found[dtype] = exact(lost(values), 0, unit="values lost")
    return found


def unclamped(raw, low, high):
    return raw


def gradient(function, at):
    at = tf.convert_to_tensor(at)
    with tf.GradientTape() as tape:
        tape.watch(at)
        value = function(at)
    return tape.gradient(value, at)


OUTSIDE = np.linspace(0.5, 99.5, 100, dtype=np.float32)  # beyond an end, in units of h


@claim(
    "`soft_clamp` to (−30, 20) never leaves its range, and at every h within 100 outside of it its slope is at"
    " least one in ten thousand.",
    page=PAGE,
    of=soft_clamp,
    controls={
        "the hard clamp": tf.clip_by_value,
        "no clamp": unclamped,
        "ReLU for a clamp": lambda raw, low, high: tf.nn.relu(raw),
    },
)
def test_soft_clamp_keeps_a_gradient(clamp):
    low, high = COPIED
    outside = np.concatenate([low - OUTSIDE, high + OUTSIDE])
    values = clamp(tf.constant(outside), low, high)
    slopes = gradient(lambda raw: clamp(raw, low, high), outside)
    return {
        "smallest slope": bound(np.min(slopes), at_least=1e-4),
        "lowest value": bound(np.min(values), at_least=low, unit="nats"),
        "highest value": bound(np.max(values), at_most=high, unit="nats"),
    }


@claim(
    "The hard clamp's slope is exactly 0 at each of 200 points outside of (−30, 20).",
    page=PAGE,
    of=tf.clip_by_value,
    controls={"the soft clamp": soft_clamp, "no clamp": unclamped},
)
def test_hard_clamp_has_no_gradient(clamp):
    low, high = COPIED
    outside = np.concatenate([low - OUTSIDE, high + OUTSIDE])
    slopes = gradient(lambda raw: clamp(raw, low, high), outside).numpy()
    return exact(int(np.sum(slopes == 0)), len(outside), unit="slopes of 0")


def stretched(raw, low, high):
    return soft_clamp(raw / 4, low, high)


@claim(
    "The soft clamp's slope, too, rounds to exactly 0, at the latest $\\tfrac12 \\ln(8/u)$ half-widths from the middle,"
    " $u$ being the format's unit in the last place of 1, and not before 3.",
    page=PAGE,
    of=soft_clamp,
    controls={"the hard clamp": tf.clip_by_value, "stretched by four": stretched},
)
def test_soft_clamp_ends_too(clamp):
    found = {}
    for dtype in DTYPES:
        last = last_survivor(
            lambda h: gradient(lambda raw: clamp(raw, -1, 1), h), FAR, dtype
        )
        latest = 0.5 * math.log(8 / format_of(dtype).ulp)
        found[dtype] = near(last, 3, latest, dtype, unit="half-widths")
    return found


def trained_by_kl(clamp, start=30.0, steps=400):
    """h after Adam steps of 0.1 on ½ (σ² − 1 − log σ²), where log σ² is the clamped h."""
    raw = tf.Variable(start)
    adam = tf.keras.optimizers.Adam(0.1)
    adam.build([raw])

    @tf.function(jit_compile=True)
    def step():
        with tf.GradientTape() as tape:
            log_variance = clamp(raw, *COPIED)
            kl = 0.5 * (tf.exp(log_variance) - 1 - log_variance)
        adam.apply_gradients([(tape.gradient(kl, raw), raw)])

    for _ in range(steps):
        step()
    return float(raw)


@claim(
    "An h that starts at 30, ten beyond the end of (−30, 20), comes back into the range within 400 Adam steps"
    " of 0.1 on the KL alone under the soft clamp.",
    page=PAGE,
    of=soft_clamp,
    controls={
        "the hard clamp": tf.clip_by_value,
        "a soft clamp without gradient": lambda *raw_low_high: (
            tf.stop_gradient(soft_clamp(*raw_low_high)) + 0 * raw_low_high[0]
        ),
    },
)
def test_soft_clamp_lets_h_return(clamp):
    return bound(trained_by_kl(clamp), at_most=COPIED[1])


# The density that the tutorial takes


def noise_of(count, dtype, seed):
    """ε as `dtype` holds it, (count, 1)."""
    return tf.cast(tf.random.stateless_normal((count, 1), (seed, 0)), dtype)


def by_noise(sample, mean, log_variance):
    """The same density through ε, which is sought from z again."""
    noise = (sample - mean) / tf.exp(log_variance / 2)
    return log_density_of_draw(noise, log_variance)


@dataclass(frozen=True)
class Density:
    """A density, and the log-variance and dtype at which it is asked."""

    function: callable = log_normal_pdf
    log_variance: float = -89.0
    dtype: str = "float32"


TUTORIALS = Density()


@claim(
    "In float32 at log σ² = −89 and μ = 1, the tutorial's `log_normal_pdf` gives −∞ one away from μ,"
    " and NaN at μ and for all of 1,000 draws that its own `reparameterize` line makes.",
    page=PAGE,
    of=TUTORIALS,
    controls={
        "log σ² = −87": replace(TUTORIALS, log_variance=-87.0),
        "float64": replace(TUTORIALS, dtype="float64"),
        "through ε": replace(TUTORIALS, function=by_noise),
    },
)
def test_density_hole(density):
    mean = tf.ones((1000, 1), density.dtype)
    log_variance = density.log_variance * mean
    draws = mean + tf.exp(0.5 * log_variance) * noise_of(1000, density.dtype, 0)
    at = {
        name: density.function(z, mean, log_variance).numpy()
        for name, z in {"away": mean + 1, "mean": mean, "draws": draws}.items()
    }
    return {
        "−∞ away from μ": exact(int(np.isneginf(at["away"]).sum()), 1000),
        "NaN at μ": exact(int(np.isnan(at["mean"]).sum()), 1000),
        "NaN for draws": exact(int(np.isnan(at["draws"]).sum()), 1000),
    }


def divided_first(sample, mean, log_variance):
    scaled = (sample - mean) * tf.exp(-log_variance / 2)
    return log_density_of_draw(scaled, log_variance)


@claim(
    "At z = μ the tutorial's density is a number down to log σ² = −ln(max) of the format, to within one step, and NaN below.",
    page=PAGE,
    of=log_normal_pdf,
    controls={
        "divided by σ before the square": divided_first,
        "σ² counted twice": lambda z, mean, v: log_normal_pdf(z, mean, 2 * v),
    },
)
def test_density_hole_begins_at_ln_max(density):
    found = {}
    for dtype in DTYPES:
        mean = tf.ones((1, 1), dtype)
        last = last_survivor(
            lambda h, mean=mean: 1 + 0 * density(mean, mean, h * mean)[0], -FAR, dtype
        )
        edge = -format_of(dtype).largest
        found[dtype] = near(last, edge, edge, dtype)
    return found


def from_noise(mean, log_variance, noise):
    return log_density_of_draw(noise, log_variance)


def from_draw(mean, log_variance, noise):
    """As the tutorial does: draw z, and look for ε in it."""
    z = mean + tf.exp(0.5 * log_variance) * noise
    return log_normal_pdf(z, mean, log_variance)


def without_two_pi(mean, log_variance, noise):
    return -0.5 * tf.reduce_sum(noise**2 + log_variance, axis=-1)


def in_float64(log_variance, noise):
    """−½ (ε² + log σ² + log 2π) of what the tensors hold."""
    log_variance, noise = (
        tf.cast(tensor, tf.float64).numpy()[:, 0] for tensor in (log_variance, noise)
    )
    return -0.5 * (noise**2 + log_variance + math.log(2 * math.pi))


@claim(
    "The form in ε is finite and right for every log σ² from −1,000 to 1,000: in each format its error is at most"
    " two units in the last place of ε² + |log σ²| + log 2π.",
    page=PAGE,
    of=from_noise,
    controls={
        "the tutorial's form": from_draw,
        "log 2π forgotten": without_two_pi,
    },
)
def test_noise_form_has_no_hole(density):
    found = {}
    for dtype in DTYPES:
        grid = np.meshgrid(np.linspace(-1000, 1000, 401), [-6, -1, -0.1, 0, 0.5, 3])
        log_variance, noise = (tf.cast(axis.reshape(-1, 1), dtype) for axis in grid)
        value = density(tf.ones_like(noise), log_variance, noise)
        error = np.abs(
            tf.cast(value, tf.float64).numpy() - in_float64(log_variance, noise)
        )
        h, e = (tf.cast(x, tf.float64).numpy()[:, 0] for x in (log_variance, noise))
        size = format_of(dtype).ulp * (e**2 + np.abs(h) + math.log(2 * math.pi))
        found[dtype] = bound(np.max(error / size), at_most=2, unit="ulp", n=len(h))
    return found


def density_errors(density, log_variance, dtype, count=100_000):
    """Errors of log q in nats over draws at μ = 1, float64 (count,)."""
    noise = noise_of(count, dtype, 1)
    log_variance = tf.fill((count, 1), tf.cast(log_variance, dtype))
    value = density(tf.ones_like(noise), log_variance, noise)
    return tf.cast(value, tf.float64).numpy() - in_float64(log_variance, noise)


@claim(
    "At μ = 1 and log σ = −4, where σ is 0.018, the tutorial's form misses log q by $\\sqrt{5/96}\\,u/\\sigma$ nats"
    " (root mean square, to 15 %), u being the format's unit in the last place of 1.",
    page=PAGE,
    of=from_draw,
    controls={
        "the form in ε": from_noise,
        "log 2π forgotten": without_two_pi,
        "twice the noise": lambda mean, v, noise: from_draw(mean, v, 2 * noise) * 2,
    },
)
def test_subtraction_loses_digits(density):
    found = {}
    for dtype in DTYPES:
        expected = math.sqrt(5 / 96) * format_of(dtype).ulp * math.exp(4)
        errors = density_errors(density, -8.0, dtype)
        found[dtype] = bound(
            np.sqrt(np.mean(errors**2)),
            at_least=0.85 * expected,
            at_most=1.15 * expected,
            unit="nats",
            n=len(errors),
            seeds=[1],
        )
    return found


@claim(
    "In the same place the form in ε errs at most a fifth as much as $\\sqrt{5/96}\\,u/\\sigma$, in each format.",
    page=PAGE,
    of=from_noise,
    controls={"the tutorial's form": from_draw, "log 2π forgotten": without_two_pi},
)
def test_noise_form_keeps_digits(density):
    found = {}
    for dtype in DTYPES:
        errors = density_errors(density, -8.0, dtype)
        found[dtype] = bound(
            np.sqrt(np.mean(errors**2)),
            at_most=0.2 * math.sqrt(5 / 96) * format_of(dtype).ulp * math.exp(4),
            unit="nats",
            n=len(errors),
            seeds=[1],
        )
    return found


@claim(
    "Where σ is far below one unit in the last place of μ, z is μ itself, and the tutorial's form puts log q half a"
    " nat too high, in the mean and for each dimension: float32 at μ = 1 and log σ = −20.",
    page=PAGE,
    of=(from_draw, -40.0),
    controls={
        "the form in ε": (from_noise, -40.0),
        "log σ = −4": (from_draw, -8.0),
    },
)
def test_half_a_nat_too_high(thing):
    density, log_variance = thing
    errors = density_errors(density, log_variance, "float32")
    return statistical(errors, expected=0.5, resolves=0.02, unit="nats", seeds=[1])


def flat_decoder(z):
    return tf.zeros((len(z), 1, 1, 1), z.dtype)


def kl_of_the_tutorial(images, mean, log_variance, noise):
    return elbo_terms_at(flat_decoder, images, mean, log_variance / 2, noise)[1]


def kl_of_the_noise_form(images, mean, log_variance, noise):
    return elbo_terms(flat_decoder, images, mean, log_variance, noise)[1]


def mean_gradient_error(kl, log_variance, dtype, count=20_000):
    """Root mean square error of ∂KL/∂μ at μ = 1, which is z = μ + σ ε."""
    noise = noise_of(count, dtype, 2)
    mean = tf.ones_like(noise)
    log_variance = tf.fill((count, 1), tf.cast(log_variance, dtype))
    images = tf.zeros((count, 1, 1, 1), dtype)
    with tf.GradientTape() as tape:
        tape.watch(mean)
        value = kl(images, mean, log_variance, noise)
    found = tf.cast(tape.gradient(value, mean), tf.float64).numpy()
    sigma = tf.exp(tf.cast(log_variance, tf.float64) / 2).numpy()
    expected = 1 + sigma * tf.cast(noise, tf.float64).numpy()
    return float(np.sqrt(np.mean((found - expected) ** 2)))


@claim(
    "In bfloat16 at μ = 1 and log σ = −3, where σ is 0.05, the gradient of the one-sample KL with respect to μ is wrong"
    " by at most 0.005 in the form in ε, and by at least 0.025 in the tutorial's (root mean square; it is about 1).",
    page=PAGE,
    of=(kl_of_the_noise_form, kl_of_the_tutorial, "bfloat16"),
    controls={
        "the forms exchanged": (kl_of_the_tutorial, kl_of_the_noise_form, "bfloat16"),
        "the form in ε twice": (kl_of_the_noise_form, kl_of_the_noise_form, "bfloat16"),
        "float32": (kl_of_the_noise_form, kl_of_the_tutorial, "float32"),
    },
)
def test_noise_form_keeps_the_gradient(thing):
    ours, tutorials, dtype = thing
    return {
        "in ε": bound(mean_gradient_error(ours, -6.0, dtype), at_most=0.005, seeds=[2]),
        "tutorial": bound(
            mean_gradient_error(tutorials, -6.0, dtype), at_least=0.025, seeds=[2]
        ),
    }


# The snippets themselves


def test_elbo_terms_are_the_tutorials():
    images = tf.random.stateless_uniform((8, 4, 4, 1), (0, 3))
    mean, log_variance, noise = (
        tf.random.stateless_normal((8, 2), (seed, 4)) for seed in range(3)
    )

    def decoder(z):
        return tf.reshape(tf.repeat(z, 8, axis=-1), (-1, 4, 4, 1))

    found = elbo_terms(decoder, images, mean, log_variance, noise)
    expected = elbo_terms_at(decoder, images, mean, log_variance / 2, noise)
    for ours, theirs in zip(found, expected, strict=True):
        assert ours.shape == (8,)
        np.testing.assert_allclose(ours, theirs, rtol=1e-5, atol=1e-5)


def test_elbo_terms_run_inside_a_compiled_function():
    compiled = tf.function(elbo_terms, jit_compile=True)
    zeros = tf.zeros((3, 2))
    _, kl = compiled(flat_decoder, tf.zeros((3, 1, 1, 1)), zeros, zeros, zeros)
    np.testing.assert_array_equal(kl, np.zeros(3))


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        ("log_variance", tf.zeros((3, 1)), ValueError, r"log_variance has shape \(3,"),
        ("noise", tf.zeros((2,)), ValueError, r"expected \(3, 2\), as mean"),
        ("noise", tf.zeros((3, 2), tf.float16), TypeError, "noise is float16"),
        ("mean", tf.zeros((3, 2), tf.int32), TypeError, "mean is int32"),
        ("mean", tf.zeros((3, 2), tf.complex64), TypeError, "mean is complex64"),
    ],
)
def test_unlike_tensors_are_named(name, value, error, message):
    tensors = dict.fromkeys(("mean", "log_variance", "noise"), tf.zeros((3, 2)))
    with pytest.raises(error, match=message):
        elbo_terms(flat_decoder, tf.zeros((3, 1, 1, 1)), **{**tensors, name: value})


def test_unlike_noise_and_log_variance_are_named():
    with pytest.raises(ValueError, match=r"log_variance has shape \(3, 1\)"):
        log_density_of_draw(tf.zeros((3, 2)), tf.zeros((3, 1)))


@pytest.mark.parametrize(
    ("low", "high"), [(1, 1), (2, 1), (-math.inf, 1), (0, math.inf), (math.nan, 1)]
)
def test_a_range_that_is_none_is_named(low, high):
    with pytest.raises(ValueError, match=f"low, high are {low}, {high}"):
        soft_clamp(tf.zeros(3), low, high)


@pytest.mark.parametrize("raw", [[1, 2], tf.zeros(2, tf.complex64)])
def test_soft_clamp_names_a_dtype_that_is_not_floating(raw):
    with pytest.raises(TypeError, match=r"raw is .*; expected a floating dtype"):
        soft_clamp(raw, -1, 1)


@pytest.mark.parametrize("dtype", DTYPES)
def test_soft_clamp_keeps_shape_and_dtype(dtype):
    clamped = soft_clamp(tf.zeros((2, 3), dtype), *SAFE_LOG_VARIANCE[dtype])
    assert (clamped.shape, clamped.dtype.name) == ((2, 3), dtype)


@pytest.mark.parametrize("dtype", ["int32", "complex64"])
def test_the_search_names_a_dtype_that_is_not_floating(dtype):
    with pytest.raises(TypeError, match=f"dtype is {dtype}"):
        last_survivor(tf.exp, 300, dtype)


@pytest.mark.parametrize("towards", [1, math.nan])
def test_the_search_names_an_end_that_survives(towards):
    with pytest.raises(ValueError, match=f"towards is {towards}; expected"):
        last_survivor(tf.ones_like, towards, "float32")


def test_the_search_needs_a_function_that_survives_at_zero():
    with pytest.raises(ValueError, match="towards is 300; expected"):
        last_survivor(tf.zeros_like, 300, "float32")
