"""The claims of practice/policies.md: a policy's σ, a squashed action, a mean and a σ at every x, and the β-NLL."""

import functools
import math

import jax
import jax.numpy as jnp
import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound, exact
from snippets.jax.decoder_variance import soft_floor
from snippets.parameterization import log_std
from snippets.policy import tanh_log_prob
from snippets.regression import beta_nll, fit, noisy_points, true_std

claim = functools.partial(claim, page="practice/policies.md")


# A policy's σ

SEEDS_OF_POLICY, ADAM_STEPS, RATE, ACTIONS = 10, 200, 0.01, 256


def adam(gradient, start, steps, rate=RATE):
    """Every value of one number that Adam moves, the start first: a list; `gradient(value)` is asked at each step."""
    first = second = 0.0
    values = [start]
    for step in range(1, steps + 1):
        slope = gradient(values[-1])
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        mean, square = first / (1 - 0.9**step), second / (1 - 0.999**step)
        values.append(values[-1] - rate * mean / (math.sqrt(square) + 1e-8))
    return values


def trained_policy(seed, log):
    """σ at each step. Actions near 0 are rewarded, and the mean is 0: a policy gradient with normalized advantages."""
    rng = np.random.default_rng(seed)

    def gradient(raw):
        std = math.exp(raw) if log else raw
        if std <= 0:
            return 0.0  # PyTorch stops here with an error
        noise = rng.normal(size=ACTIONS)
        reward = -((std * noise) ** 2)
        advantage = (reward - reward.mean()) / reward.std()
        by_log_std = -np.mean(advantage * (noise**2 - 1))
        return by_log_std if log else by_log_std / std

    raws = adam(gradient, 0.0 if log else 1.0, ADAM_STEPS)
    return np.exp(raws) if log else np.array(raws)


@claim(
    f"If the mean is the best action, Adam takes a policy's raw σ from 1 to 0 or below within {ADAM_STEPS} steps of rate {RATE:g},"
    f" for each of {SEEDS_OF_POLICY} seeds. If log σ is learned instead, σ stays above 0.",
    of={"raw": False, "log": True},
    controls={
        "log σ in both": {"raw": True, "log": True},
        "raw σ in both": {"raw": False, "log": False},
    },
)
def test_raw_sigma_falls_below_zero(kinds):
    seeds = range(SEEDS_OF_POLICY)
    runs = {  # σ of each seed at each step
        name: np.array([trained_policy(seed, log) for seed in seeds])
        for name, log in kinds.items()
    }
    crossed = {name: np.any(each <= 0, axis=1).sum() for name, each in runs.items()}
    series = {name: each[0] for name, each in runs.items()}
    found = functools.partial(bound, n=SEEDS_OF_POLICY, seeds=[*seeds])
    return {
        "raw σ": found(crossed["raw"], at_least=SEEDS_OF_POLICY, series=series),
        "log σ": found(crossed["log"], at_most=0),
    }


# An action squashed by tanh

LARGEST, ROUNDED_FROM, RIGHT = 40, 10, 1e-5


def with_a_small_number(before_tanh, mean, log_std):
    noise = (before_tanh - mean) * tf.exp(-log_std)
    normal = -0.5 * (noise**2 + math.log(2 * math.pi)) - log_std
    return normal - tf.math.log(1 - tf.tanh(before_tanh) ** 2 + 1e-6)


@claim(
    f"`tanh_log_prob` of u is right in float32 for |u| up to {LARGEST}, to within one part in {1 / RIGHT:,.0f} of its value,"
    f" or of a nat if that is more (tried with μ near u and log σ = −½). But u cannot be computed from the action if |u| is {ROUNDED_FROM} or more, because tanh u"
    " rounds to ±1 and its atanh is ±∞.",
    of={"form": tanh_log_prob, "inverse": tf.atanh},
    controls={
        "log(1 − a² + 1e-6)": {"form": with_a_small_number, "inverse": tf.atanh},
        "atanh bounded at a small distance from 1": {
            "form": tanh_log_prob,
            "inverse": lambda action: tf.atanh(tf.clip_by_value(action, -0.999, 0.999)),
        },
    },
)
def test_tanh_log_prob_needs_no_atanh(forms):
    before = np.linspace(-LARGEST, LARGEST, 1601)
    mean, log_std = 0.9 * before, np.full_like(before, -0.5)
    found = forms["form"](*map(tf.constant, np.float32([before, mean, log_std])))
    noise = (before - mean) * np.exp(-log_std)
    slope = -2 * np.logaddexp(before, -before) + 2 * math.log(2)
    right = -0.5 * (noise**2 + math.log(2 * math.pi)) - log_std - slope
    off = np.abs(found - right) / np.maximum(np.abs(right), 1)
    far = np.float32(before[np.abs(before) >= ROUNDED_FROM])
    lost = np.isinf(forms["inverse"](tf.tanh(tf.constant(far))))
    return {
        "off": bound(
            np.max(np.nan_to_num(off, nan=np.inf)), at_most=RIGHT, n=len(before)
        ),
        "actions whose u is lost": exact(int(np.sum(lost)), len(far)),
    }


# A floor, and a mean that meets the target exactly

EPS = 1e-6  # of GaussianNLLLoss, a floor of σ²
BELOW, DRIFTS, UNMOVED, DRIFT_STEPS = 3, 4, 0.05, 2_000


def like_gaussian_nll_loss(log_variance):
    """½ log σ² with σ² floored as in PyTorch: the clamp is left out of the gradient."""
    variance = jnp.exp(log_variance)
    floored = variance + jax.lax.stop_gradient(jnp.maximum(variance, EPS) - variance)
    return 0.5 * jnp.log(floored)


def floored_softly(log_variance):
    return 0.5 * soft_floor(log_variance, math.log(EPS))


START = math.log(EPS) - BELOW


@functools.cache
def drifted(loss):
    """h after Adam's steps from START."""
    gradient = jax.jit(jax.grad(loss))
    return adam(lambda h: float(gradient(h)), START, DRIFT_STEPS)[-1]


FLOORS = {"GaussianNLLLoss": like_gaussian_nll_loss, "soft floor": floored_softly}


@claim(
    f"If the mean fits the target exactly, h = log σ² keeps falling below its floor. From {BELOW} below the floor,"
    f" {DRIFT_STEPS:,} steps of Adam with rate {RATE:g} lower h by more than {DRIFTS}, with the floor of `GaussianNLLLoss` and"
    f" with `soft_floor`, while the loss falls by less than {UNMOVED:g} nats.",
    of=FLOORS,
    controls={
        "a hard clamp": dict.fromkeys(
            FLOORS, lambda h: 0.5 * jnp.maximum(h, math.log(EPS))
        ),
        "no floor": dict.fromkeys(FLOORS, lambda h: 0.5 * h),
    },
)
def test_h_drifts_below_its_floor(floors):
    parts = {}
    for name, loss in floors.items():
        end = drifted(loss)
        falls = float(loss(START) - loss(end))
        parts[f"h, {name}"] = bound(START - end, at_least=DRIFTS)
        parts[f"loss, {name}"] = bound(falls, at_most=UNMOVED, unit="nats")
    return parts


# β-NLL


def without_stop(y, mean, log_variance, beta):
    nll = 0.5 * (log_variance + (y - mean) ** 2 * tf.exp(-log_variance))
    return tf.exp(beta * log_variance) * nll


APART = 1e-10


@claim(
    "The gradient of the β-NLL is $-\\sigma^{2\\beta-2}(y-\\mu)$ with respect to μ, and"
    " $\\tfrac12\\sigma^{2\\beta}\\bigl(1-(y-\\mu)^2/\\sigma^2\\bigr)$ with respect to $\\log\\sigma^2$, to"
    f" within one part in {1 / APART:,.0f} in float64, for β = 0, $\\tfrac12$ and 1.",
    of=beta_nll,
    controls={
        "the weight is differentiated too": without_stop,
        "σ^β for a weight": lambda y, mean, v, beta: beta_nll(y, mean, v, beta / 2),
        "the ½ forgotten": lambda *arguments: 2 * beta_nll(*arguments),
        "no weight": lambda y, mean, v, beta: beta_nll(y, mean, v, 0),
    },
)
def test_beta_nll_gradients(loss):
    rng = np.random.default_rng(0)
    y, mean = (tf.constant(rng.normal(size=1000)) for _ in "12")
    log_variance = tf.constant(rng.uniform(-6, 2, 1000))
    found = {}
    for beta in (0.0, 0.5, 1.0):
        with tf.GradientTape() as tape:
            tape.watch([mean, log_variance])
            total = tf.reduce_sum(loss(y, mean, log_variance, beta))
        by_tape = tape.gradient(total, [mean, log_variance])
        variance, left = np.exp(log_variance), (y - mean).numpy()
        by_hand = (
            -(variance ** (beta - 1)) * left,
            0.5 * variance**beta * (1 - left**2 / variance),
        )
        for name, one, other in zip(("μ", "log σ²"), by_tape, by_hand, strict=True):
            scale = np.maximum(np.abs(other), variance**beta)
            found[f"{name}, β = {beta:g}"] = bound(
                np.max(np.abs(one.numpy() - other) / scale), at_most=APART, n=1000
            )
    return found


# A mean and a σ at every x


HEADS = {"log σ²": "log_variance", "log σ": "log_std", "softplus": "softplus_std"}
GRID = np.linspace(-1, 1, 81)
POINTS, FACTOR, LOST = 1_000, 1.5, 0.05


def wave(seed):
    """Points of a steep wave with little noise, x and y."""
    rng = np.random.default_rng(seed)
    x = rng.uniform(-1, 1, 256)
    return x, np.sin(6 * x) + 0.01 * rng.normal(size=256)


def growing_noise(seed):
    return noisy_points(POINTS, seed)


@functools.cache
def on_grid(points, seed, beta, head):
    """Mean and σ on GRID of a fit by the β-NLL, with h as `head` says."""

    def loss(y, mean, log_variance):
        return beta_nll(y, mean, log_variance, beta)

    def log_variance_of(raw):
        return 2 * log_std(raw, HEADS[head])

    return fit(*points(seed), loss, log_variance_of, seed)(GRID)


def of_heads(change=lambda std: std):
    """{head: mean and σ on GRID}, with every σ changed."""
    fits = {head: on_grid(growing_noise, 0, 0.0, head) for head in HEADS}
    return {head: (mean, change(std)) for head, (mean, std) in fits.items()}


def shared(std):
    return np.full_like(std, np.exp(np.mean(np.log(std))))


def worst_factor(std):
    """By what factor σ is wrong where it is worst."""
    return float(np.exp(np.max(np.abs(np.log(std / true_std(GRID))))))


def nats_lost(mean, std):
    """KL(truth ‖ fit) in nats a point, averaged over GRID."""
    truth = true_std(GRID)
    spread = (truth**2 + (np.sin(3 * GRID) - mean) ** 2) / (2 * std**2)
    return float(np.mean(np.log(std / truth) + spread - 0.5))


@claim(
    f"A network that outputs a mean and h finds σ to within a factor of {FACTOR:g} at each of {len(GRID)} values of x, and loses at most {LOST:g} nats"
    f" per point compared with the truth. It was fitted by the plain likelihood to {POINTS:,} points whose noise grows"
    " fivefold, with h as $\\log\\sigma^2$, as $\\log\\sigma$ and as the input of a softplus (one seed).",
    of=of_heads,
    controls={
        "one σ for all x": lambda: of_heads(shared),
        # A loss without this ½ is smallest at half of σ².
        "½ lost before log σ²": lambda: of_heads(lambda std: std / math.sqrt(2)),
    },
)
def test_two_heads_find_mean_and_sigma(fits):
    x, y = growing_noise(seed=0)
    mean, std = of_heads()["log σ²"]
    series = {
        "x": x[:300],
        "y": y[:300],
        "grid": GRID,
        "mean": mean,
        "std": std,
        "true mean": np.sin(3 * GRID),
        "true std": true_std(GRID),
    }
    found = {}
    for head, (mean, std) in fits().items():
        found[f"factor, {head}"] = bound(
            worst_factor(std), at_most=FACTOR, seeds=[0], series=series
        )
        found[f"loss, {head}"] = bound(
            nats_lost(mean, std), at_most=LOST, unit="nats", seeds=[0]
        )
    return found


SEEDS, TIMES = (0, 1), 2


def errors_of_the_mean(beta):
    """Root mean squared error of the mean fitted to a wave of height 1, for each of SEEDS."""
    means = [on_grid(wave, seed, beta, "log σ²")[0] for seed in SEEDS]
    return np.sqrt(np.mean((means - np.sin(6 * GRID)) ** 2, axis=1))


@claim(
    f"The root mean squared error of the mean is at least {TIMES} times as large under the plain likelihood as under the β-NLL"
    f" with β = 1, on a steep wave with little noise, after the same number of steps and for each of {len(SEEDS)} seeds.",
    of=(0.0, 1.0),
    controls={
        "β = 1 on both sides": (1.0, 1.0),
        "the two exchanged": (1.0, 0.0),
    },
)
def test_plain_likelihood_neglects_what_fits_badly(betas):
    plain, weighted = map(errors_of_the_mean, betas)
    found = {
        f"seed {seed}": bound(ratio, at_least=TIMES, seeds=[seed])
        for seed, ratio in zip(SEEDS, plain / weighted, strict=True)
    }
    mean, other = plain.mean(), weighted.mean()
    return found | {
        "plain": bound(mean, at_least=TIMES * other, seeds=SEEDS),
        "weighted": bound(other, at_most=mean / TIMES, seeds=SEEDS),
    }


LARGER = 0.1


@claim(
    f"With β = 1 the fitted σ is further from the truth: the largest factor by which it is off is at least {100 * LARGER:g} % larger than"
    " with the plain likelihood, on points whose noise grows (one seed).",
    of=1.0,
    controls={"the plain likelihood itself": 0.0},
)
def test_beta_one_blurs_sigma(beta):
    plain, found = (
        worst_factor(on_grid(growing_noise, 0, each, "log σ²")[1])
        for each in (0.0, beta)
    )
    return {"factor": bound(found, at_least=(1 + LARGER) * plain, seeds=[0])}
