"""The claims of practice/collapse.md: what a mean over pixels does to the KL, with either head, and what brings it back.

The limits were set from trials with seed 100, which no claim uses.
"""

import functools
import itertools
import math
from dataclasses import dataclass, replace

import jax
import jax.numpy as jnp
import numpy as np

from evidence.claims import claim
from evidence.measurements import bound
from lab.data import digits
from lab.dense import dense, initial_state, initial_weights
from snippets.jax.collapse import free_bits, warm_up
from snippets.jax.learning_rates import adamw
from snippets.jax.two_normals import kl_by_log_std
from tests.claims.linear_vae import linear_vae, true_kl

claim = functools.partial(claim, page="practice/collapse.md")

# A small dense VAE on MNIST

PIXELS, LATENTS, WIDTH = 784, 8, 64
STEPS, BATCH_SIZE, LEARNING_RATE = 300, 16, 1e-3
TEST_IMAGES = 2000


@dataclass(frozen=True)
class Weighted:
    """The loss is `pixels` · (sum of the cross-entropy) + `beta` · (sum of the KL); log σ is `scale` · h.

    `free` nats of each latent dimension cost nothing. `warm_up` is the number of steps in which beta rises from 0. All
    are inputs of the compiled program, so one program trains every setting.
    """

    scale: float = 0.5
    pixels: float = 1.0
    beta: float = 1.0
    free: float = 0.0
    warm_up: int = 0
    seed: int = 0

    @property
    def inputs(self):
        """The numbers that do not change from step to step."""
        return self.scale, self.pixels, self.free


@functools.cache
def images():
    """Training and test images, float32 (n, PIXELS)."""
    return [each.reshape(-1, PIXELS) for each in (digits().train, digits().test)]


def encode(weights, images, scale):
    """μ, log σ, and the KL of each dimension in nats, (n, LATENTS)."""
    mean, raw = jnp.split(dense(images, *weights[:2]), 2, axis=-1)
    return mean, scale * raw, kl_by_log_std(mean, scale * raw, 0.0, 0.0)


@jax.jit
def mean_kl(weights, images, scale):
    return encode(weights, images, scale)[2].sum(axis=-1).mean()


def loss(weights, images, noise, beta, scale, pixels, free):
    mean, log_std, kl = encode(weights, images, scale)
    logits = dense(mean + jnp.exp(log_std) * noise, *weights[2:])
    cross_entropy = (jax.nn.softplus(logits) - images * logits).sum(axis=-1)
    return pixels * cross_entropy.mean() + beta * free_bits(kl, free)


gradient_of = jax.jit(jax.grad(loss))


@jax.jit
def after_steps(weights, batches, noise, betas, inputs):
    """The weights after one step for each of `batches`."""

    def step(trained, given):
        weights, state = trained
        gradient = gradient_of(weights, *given, *inputs)
        return adamw(weights, gradient, state, learning_rate=LEARNING_RATE), None

    start = weights, initial_state(weights)
    (weights, _), _ = jax.lax.scan(step, start, (batches, noise, betas))
    return weights


def initial(seed):
    """Initial weights, and a generator of noise."""
    weights = initial_weights(np.random.default_rng(seed), PIXELS, WIDTH, LATENTS)
    return weights, np.random.default_rng([seed, 0])


@functools.cache
def trained_kl(setting):
    """KL in nats per image, summed over the dimensions: the mean over test images after STEPS steps."""
    train, test = images()
    weights, generator = initial(setting.seed)
    noise = generator.normal(size=(STEPS, BATCH_SIZE, LATENTS)).astype("float32")
    order = np.random.default_rng(setting.seed)
    batches = train[order.integers(len(train), size=(STEPS, BATCH_SIZE))]
    rising = warm_up(np.arange(STEPS), setting.warm_up) if setting.warm_up else 1.0
    betas = np.full(STEPS, setting.beta * rising, np.float32)
    weights = after_steps(weights, batches, noise, betas, setting.inputs)
    return float(mean_kl(weights, test[:TEST_IMAGES], setting.scale))


@functools.cache
def first_gradient(setting):
    """The gradient of the first step, all of it, float64 (n,)."""
    weights, generator = initial(setting.seed)
    noise = generator.normal(size=(BATCH_SIZE, LATENTS)).astype("float32")
    beta = float(setting.beta)  # a whole number would be another program
    batch = images()[0][:BATCH_SIZE]
    leaves = jax.tree.leaves(gradient_of(weights, batch, noise, beta, *setting.inputs))
    return np.concatenate([np.ravel(each).astype(float) for each in leaves])


# A mean over pixels

HEADS = {"log σ²": 0.5, "log σ": 1.0}  # log σ / h
SEEDS = (0, 1)
MEAN = Weighted(pixels=1 / PIXELS)  # a mean over pixels beside a summed KL
SUM = Weighted()
HEAVY_SUM = replace(SUM, beta=PIXELS)
SAME = 1e-5


@claim(
    f"A mean over {PIXELS} pixels is a β of {PIXELS}. The first gradient of its loss, times {PIXELS}, is the gradient of the sum with"
    f" β = {PIXELS}, to within one part in {1 / SAME:,.0f} of its norm, with a log σ² head and with a log σ head.",
    of=(MEAN, PIXELS, HEAVY_SUM),
    controls={
        "β = 1": (MEAN, PIXELS, SUM),
        "a mean over latents too": (replace(MEAN, beta=1 / LATENTS), PIXELS, HEAVY_SUM),
        "the factor forgotten": (MEAN, 1, HEAVY_SUM),
    },
)
def test_mean_over_pixels_is_beta(thing):
    mean, factor, total = thing
    parts = {}
    for name, scale in HEADS.items():
        one = factor * first_gradient(replace(mean, scale=scale))
        other = first_gradient(replace(total, scale=scale))
        apart = np.linalg.norm(one - other) / np.linalg.norm(other)
        parts[name] = bound(apart, at_most=SAME)
    return parts


def kls(setting, scale):
    return [trained_kl(replace(setting, scale=scale, seed=seed)) for seed in SEEDS]


ALIVE, DEAD = 5.0, 0.01  # nats


@claim(
    f"After {STEPS} steps the KL is more than {ALIVE:g} nats with the sum over pixels, and less than {DEAD:g} with their mean,"
    f" with a log σ² head and with a log σ head, for each of {len(SEEDS)} seeds (descriptive).",
    of=(SUM, MEAN),
    controls={"the sum twice": (SUM, SUM), "the mean twice": (MEAN, MEAN)},
)
def test_mean_over_pixels_takes_the_kl(settings):
    alive, dead = settings
    parts, about = {}, {"unit": "nats", "seeds": SEEDS}
    for name, scale in HEADS.items():
        least, greatest = min(kls(alive, scale)), max(kls(dead, scale))
        parts[f"sum, {name}"] = bound(least, at_least=ALIVE, **about)
        parts[f"mean, {name}"] = bound(greatest, at_most=DEAD, **about)
    return parts


# Either head

WEIGHTS = (1, 2, 4, 8, 16, 64, PIXELS)
LIGHT, HEAVY = 4, 64
KEPT, LOST = 1.0, 0.1  # nats


@claim(
    f"At β = {LIGHT} both heads keep more than {KEPT:g} nat of KL, and at β = {HEAVY} both keep less than {LOST:g} nat"
    " (one seed, descriptive).",
    of=(LIGHT, HEAVY),
    controls={
        "a sixteenth of the heavy weight": (LIGHT, HEAVY / 16),
        "sixteen times the light weight": (16 * LIGHT, HEAVY),
    },
)
def test_either_head_collapses(weights):
    light, heavy = weights
    parts = {}
    for name, scale in HEADS.items():
        kl_at = {each: trained_kl(Weighted(scale=scale, beta=each)) for each in WEIGHTS}
        series = {"weight": WEIGHTS, name: list(kl_at.values())}
        about = {"unit": "nats", "seeds": [0], "series": series}
        parts[f"light, {name}"] = bound(kl_at[light], at_least=KEPT, **about)
        parts[f"heavy, {name}"] = bound(kl_at[heavy], at_most=LOST, **about)
    return parts


# Cures, and what is none

WARM_UP = STEPS // 2
FREE = 0.25  # nats for each dimension
HELD = 0.1  # nats


def both_heads(setting, **limits):
    return {
        name: bound(
            trained_kl(replace(setting, scale=scale)), unit="nats", seeds=[0], **limits
        )
        for name, scale in HEADS.items()
    }


@claim(
    f"With the mean over pixels the KL still ends below {DEAD:g} nats after a warm-up of {WARM_UP} of the {STEPS} steps, with"
    " either head (one seed, descriptive).",
    of=replace(MEAN, warm_up=WARM_UP),
    controls={"the sum over pixels": replace(SUM, warm_up=WARM_UP)},
)
def test_warm_up_does_not_mend_a_weight(setting):
    return both_heads(setting, at_most=DEAD)


@claim(
    f"With the mean over pixels and {FREE:g} nats free in each of {LATENTS} dimensions, more than {HELD:g} nats of KL are left"
    f" with either head, and less than the {FREE * LATENTS:g} that are reserved (one seed, descriptive).",
    of=replace(MEAN, free=FREE),
    controls={
        "nothing free": MEAN,
        "the sum over pixels": replace(SUM, free=FREE),
    },
)
def test_free_bits_hold_the_kl(setting):
    return both_heads(setting, at_least=HELD, at_most=FREE * LATENTS)


# The linear VAE

RATIOS, BETAS, NOISES = (0.25, 0.8, 2.0, 30.0), (1.0, 4.0), (0.5, 3.0)
CLOSE = 1e-3


@functools.cache
def linear_kl(data_variance, beta, noise_variance, scale):
    """KL, in nats, at the best point of a linear VAE."""

    def weighted(*point):
        return beta * true_kl(*point)

    best = linear_vae(weighted, data_variance, noise_variance, scale)
    return true_kl(best.mean_square, math.sqrt(best.variance))


def threshold(data_variance, beta, noise_variance):
    """The KL that the page derives."""
    return 0.5 * math.log(max(1.0, data_variance / (beta * noise_variance)))


@claim(
    "The best point of a linear VAE with one latent dimension has a KL of $\\tfrac12\\ln\\frac{S}{\\beta s}$ nats if the data's"
    f" variance S is above βs, and of 0 if not. This holds to within {CLOSE:g}, with h read as log σ² and as log σ.",
    of=threshold,
    controls={
        "β left out": lambda data, beta, noise: threshold(data, 1.0, noise),
        "s left out": lambda data, beta, noise: threshold(data, beta, 1.0),
        "the ½ lost": lambda *point: 2 * threshold(*point),
        "never 0": lambda data, beta, noise: 0.5 * math.log(data / (beta * noise)),
    },
)
def test_linear_vae_collapses(expected):
    parts = {}
    for name, scale in HEADS.items():
        errors = []
        for ratio, beta, noise in itertools.product(RATIOS, BETAS, NOISES):
            point = ratio * beta * noise, beta, noise
            errors.append(abs(linear_kl(*point, scale) - expected(*point)))
        parts[name] = bound(max(errors), at_most=CLOSE, unit="nats")
    return parts


@functools.cache
def widest_variance():
    """The largest variance of the binarized test images along any direction."""
    covariance = np.cov(images()[1], rowvar=False, dtype=np.float32)
    return float(np.linalg.eigvalsh(covariance)[-1])


@claim(
    f"The binarized test images, with pixels of 0 or 1, have no direction with a variance above ¼ · {PIXELS}.",
    of=1,
    controls={"pixels from 0 to 255": 255},
)
def test_images_are_narrow(unit):
    return bound(unit**2 * widest_variance(), at_most=PIXELS / 4, descriptive=True)
