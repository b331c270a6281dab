"""Small trainings, broken and healthy, in three frameworks: does `first_aid` name the fault?

A training is defined once, over a framework's operations. The framework computes the loss and its gradients, and NumPy
takes the steps in float32.
"""

import functools
import math
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
from sklearn.datasets import load_digits

ROWS, LATENTS, WIDTH, PIXELS = 64, 4, 16, 64
SHAPES = {
    "in": (PIXELS, WIDTH),
    "in bias": (WIDTH,),
    "out": (WIDTH, 2 * LATENTS),
    "out bias": (2 * LATENTS,),
    "decode": (LATENTS, WIDTH),
    "decode bias": (WIDTH,),
    "pixels": (WIDTH, PIXELS),
    "pixels bias": (PIXELS,),
}  # of a VAE's weights; a regression uses four of them, and a policy one
SIZES = [math.prod(shape) for shape in SHAPES.values()]
OUTLIER_AT = 20  # steps
# first_aid was written, and the numbers of steps were chosen, on the seeds 0, 1 and 2.
SEEDS = {"TensorFlow": 3, "PyTorch": 4, "JAX": 5}


@dataclass(frozen=True)
class Model:
    """A VAE of digits, a regression, or a policy, which has one mean and one σ; the defaults are a sound VAE.

    With `normalized` the encoder's hidden layer is divided by its norm. A policy with `entropy` pays for the noise of
    its actions, and that much for each nat of log σ.
    """

    kind: str = "vae"
    read_as: str = "log_variance"
    activation: str = ""  # on the head
    likelihood: str = "logits"  # or probabilities, or clipped ones
    dtype: str = "float32"  # of the encoder
    normalized: bool = False
    entropy: float = 0.0


@dataclass(frozen=True)
class Training:
    """What is trained how, and the name that `first_aid` should find first; None if nothing is wrong.

    Before a warm-up come as many steps without KL, which are not shown. After a NaN `after` steps follow.
    """

    fault: str | None = None
    model: Model = Model()
    data: str = ""  # what is special in it
    start: float = 0.0  # the head's bias
    gain: float = 1.0  # of the encoder's first layer
    optimizer: str = "adam"
    rate: float = 1e-2
    steps: int = 120
    beta: float = 1.0  # weight of the KL
    warm_up: int = 0
    after: int = 0


RATE, HEAD = "learning rate", "activation on the head"
REGRESSION = Model("regression")
POLICY, ENTROPY = Model("policy", "log_std"), Model("policy", "log_std", entropy=0.1)
RAW_POLICY, SOFT_POLICY = Model("policy", "std"), Model("policy", "softplus")
TRAININGS = {
    "SGD, rate too large": Training(RATE, optimizer="sgd", rate=1.0),
    "SGD, rate far too large": Training(RATE, optimizer="sgd", rate=10.0),
    "SGD, on with NaN": Training(RATE, optimizer="sgd", rate=1.0, after=5),
    "Adam, rate too large": Training(RATE, rate=3.0),
    "regression, rate too large": Training(RATE, REGRESSION, optimizer="sgd", rate=3.0),
    "log of a probability": Training(
        "log of zero", Model(likelihood="probabilities"), "a frame", rate=0.2
    ),
    "inputs not scaled": Training("first step", data="unscaled"),
    "head starts at 100": Training("first step", start=100.0),
    "an outlier": Training("large h", data="an outlier"),
    "head starts at 55": Training("frozen at a huge KL", start=55.0),
    "float16, encoder overflows": Training(
        "half precision", Model(dtype="float16", normalized=True), gain=2e5
    ),
    "float16, head at 12": Training("half precision", Model(dtype="float16"), start=12),
    "ReLU on the head": Training(HEAD, Model(activation="relu")),
    "softplus on the head": Training(HEAD, Model(activation="softplus")),
    "tanh on the head": Training(HEAD, Model(activation="tanh"), steps=300),
    "σ² without a logarithm": Training("raw variance", Model(read_as="variance")),
    "policy, σ without a logarithm": Training(
        "raw variance", RAW_POLICY, "exact", start=0.5
    ),
    "policy, log σ falls": Training("small h", POLICY, "exact", rate=1.0),
    "policy, softplus underflows": Training("small h", SOFT_POLICY, "exact", rate=1.0),
    "policy, noise costs": Training("sigma is 0", ENTROPY, rate=2.0),
    "standardized images": Training(
        "data outside 0 to 1", data="standardized", rate=3e-2
    ),
    "a NaN in one image": Training("input", data="a NaN"),
    "healthy": Training(),
    "healthy, log σ": Training(model=Model(read_as="log_std")),
    "healthy, softplus": Training(model=Model(read_as="softplus")),
    "healthy, warm-up": Training(warm_up=60),
    "healthy, KL weight 1e-6": Training(beta=1e-6, steps=200),
    "healthy, latents collapsed": Training(beta=8.0),
    "healthy, float16 encoder": Training(model=Model(dtype="float16")),
    "healthy, clipped probabilities": Training(
        model=Model(likelihood="clipped"), data="a frame", rate=0.2
    ),
    "healthy regression, log σ² > 0": Training(model=REGRESSION, data="large targets"),
    "healthy regression, softplus": Training(model=Model("regression", "softplus")),
    "healthy policy": Training(model=POLICY),
}


OPERATIONS = ("exp", "log", "tanh", "relu", "sigmoid", "softplus", "reshape")


def operations(*modules):
    """Functions of an array that have the same name in every framework, each from the first module that has it."""
    return {
        name: next(getattr(each, name) for each in modules if hasattr(each, name))
        for name in OPERATIONS
    }


def in_tensorflow():
    import tensorflow as tf

    from snippets.first_aid import first_aid

    def differentiated(loss):
        @tf.function(autograph=False)
        def step(weights, given):
            with tf.GradientTape() as tape:
                tape.watch(weights)
                value, seen = loss(weights, given)
            return value, seen, tape.gradient(value, weights)

        return step

    return SimpleNamespace(
        **operations(tf.math, tf.nn, tf),
        total=lambda a: tf.reduce_sum(a, 1),
        mean=tf.reduce_mean,
        cast=tf.cast,
        clip=tf.clip_by_value,
        split=tf.split,
        differentiated=differentiated,
        first_aid=first_aid,
    )


def in_jax():
    import jax
    import jax.numpy as jnp

    from snippets.first_aid import first_aid

    def differentiated(loss):
        # Most of the time is compilation.
        quickly = {
            "xla_backend_optimization_level": 0,
            "xla_cpu_use_fusion_emitters": False,
        }
        step = jax.jit(jax.value_and_grad(loss, has_aux=True), compiler_options=quickly)

        def run(weights, given):
            (value, seen), gradient = step(weights, given)
            return value, seen, gradient

        return run

    return SimpleNamespace(
        **operations(jnp, jax.nn),
        total=lambda a: a.sum(1),
        mean=jnp.mean,
        cast=lambda a, dtype: a.astype(dtype),
        clip=jnp.clip,
        split=lambda a, sizes: jnp.split(a, np.cumsum(sizes)[:-1]),
        differentiated=differentiated,
        first_aid=first_aid,
    )


def in_pytorch():
    import torch

    torch.set_num_threads(1)
    from snippets.first_aid import first_aid

    def differentiated(loss):
        def run(weights, given):
            weights = torch.tensor(weights, requires_grad=True)
            value, seen = loss(weights, {k: torch.tensor(v) for k, v in given.items()})
            value.backward()
            return value.detach(), seen, weights.grad

        return run

    return SimpleNamespace(
        **operations(torch, torch.nn.functional),
        total=lambda a: a.sum(1),
        mean=torch.mean,
        cast=lambda a, dtype: a.to(getattr(torch, dtype)),
        clip=torch.clip,
        split=torch.split,
        differentiated=differentiated,
        first_aid=first_aid,
    )


FRAMEWORKS = {"TensorFlow": in_tensorflow, "PyTorch": in_pytorch, "JAX": in_jax}


def log_std_of(ops, h, read_as):
    return {
        "log_variance": lambda: 0.5 * h,
        "log_std": lambda: h,
        "variance": lambda: 0.5 * ops.log(h),
        "std": lambda: ops.log(h),
        "softplus": lambda: ops.log(ops.softplus(h)),
    }[read_as]()


def reconstruction(ops, likelihood, targets, logits):
    """Cross-entropy of each image in nats, and what the decoder returns."""
    if likelihood == "logits":
        return ops.total(ops.softplus(logits) - targets * logits), logits
    p = ops.sigmoid(logits)
    inside = ops.clip(p, 1e-7, 1 - 1e-7) if likelihood == "clipped" else p
    each = targets * ops.log(inside) + (1 - targets) * ops.log(1 - inside)
    return -ops.total(each), p


def by_name(ops, weights):
    """The arrays of SHAPES that `weights` holds one after another."""
    parts = ops.split(weights, SIZES)
    return {
        name: ops.reshape(part, shape)
        for (name, shape), part in zip(SHAPES.items(), parts, strict=True)
    }


def vae_loss(ops, model):
    def loss(weights, given):
        w, dtype = by_name(ops, weights), model.dtype
        x = ops.cast(given["x"], dtype)
        hidden = ops.relu(x @ ops.cast(w["in"], dtype) + ops.cast(w["in bias"], dtype))
        if model.normalized:
            hidden = hidden / (ops.total(hidden**2) ** 0.5)[:, None]
        out = hidden @ ops.cast(w["out"], dtype) + ops.cast(w["out bias"], dtype)
        mean, h = out[:, :LATENTS], out[:, LATENTS:]
        h = getattr(ops, model.activation)(h) if model.activation else h
        log_std = log_std_of(ops, h, model.read_as)
        sample = mean + ops.exp(log_std) * ops.cast(given["noise"], dtype)
        kl = ops.total(0.5 * (ops.exp(2 * log_std) + mean**2 - 1) - log_std)
        sample, kl = ops.cast(sample, "float32"), ops.cast(kl, "float32")
        hidden = ops.relu(sample @ w["decode"] + w["decode bias"])
        logits = hidden @ w["pixels"] + w["pixels bias"]
        terms, decoded = reconstruction(ops, model.likelihood, given["y"], logits)
        return ops.mean(terms + given["beta"] * kl), (h, decoded, kl)

    return loss


def density_loss(ops, model):
    """−log density of a regression's targets or of a policy's actions, less ½ log 2π."""

    def loss(weights, given):
        w = by_name(ops, weights)
        if model.kind == "policy":
            out = w["out bias"] + 0 * given["noise"]
        else:
            hidden = ops.relu(given["x"] @ w["in"] + w["in bias"])
            out = hidden @ w["out"] + w["out bias"]
        mean, h = out[:, :LATENTS], out[:, LATENTS:]
        log_std = log_std_of(ops, h, model.read_as)
        if model.entropy:
            action = mean + ops.exp(log_std) * given["noise"][:, :LATENTS]
            each = (action - given["y"]) ** 2 + model.entropy * log_std
        else:
            each = 0.5 * (given["y"] - mean) ** 2 * ops.exp(-2 * log_std) + log_std
        return ops.mean(ops.total(each)), (h, mean, h)

    return loss


@functools.cache
def grey_levels():
    """scikit-learn's 1,797 digits, from 0 to 1: (n, PIXELS)."""
    return load_digits().data / 16


def data_of(training, random):
    """Inputs and targets, float32 arrays with ROWS rows."""
    if training.model.kind == "vae":
        digits = grey_levels()[random.integers(1797, size=ROWS)]
        x, y = (
            digits,
            np.round(digits) if training.model.likelihood != "logits" else digits,
        )
        if training.data == "unscaled":
            x = 3e4 * digits
        if training.data == "a frame":
            y[:, :8] = 1  # white
        if training.data == "standardized":
            x = y = (digits - digits.mean()) / digits.std()
        if training.data == "a NaN":
            x = y = np.where(np.arange(digits.size).reshape(x.shape) == 777, np.nan, x)
    else:
        x, noise = random.normal(size=(2, ROWS, PIXELS))
        y = x[:, :LATENTS] + noise[:, :LATENTS]
        if training.data == "large targets":
            y = 10 * (x[:, :LATENTS] + np.exp(x[:, -1:] / 2) * noise[:, :LATENTS])
        if training.data == "exact":
            y = np.zeros_like(y)
    return np.float32(x), np.float32(y)


def initial_weights(training, random):
    """All arrays of SHAPES one after another, float32 (n,)."""
    weights = {
        name: random.uniform(-1, 1, shape) * (6 / sum(shape)) ** 0.5
        if len(shape) == 2
        else np.zeros(shape)
        for name, shape in SHAPES.items()
    }
    weights["in"] *= training.gain
    weights["out bias"][LATENTS:] = training.start
    return np.concatenate([each.ravel() for each in weights.values()]).astype("float32")


class Optimizer:
    """Adam or gradient descent in float32; Adam's settings are the usual ones."""

    def __init__(self, training):
        self.rate, self.adam = np.float32(training.rate), training.optimizer == "adam"
        self.first = self.second = self.steps = 0

    def step(self, weights, gradient):
        self.steps += 1
        g = np.asarray(gradient)
        if self.adam:
            self.first = 0.9 * self.first + 0.1 * g
            self.second = 0.999 * self.second + 0.001 * g * g
            root = np.sqrt(self.second / (1 - 0.999**self.steps))
            g = self.first / (1 - 0.9**self.steps) / (root + 1e-8)
        return np.float32(weights - self.rate * g)


def beta_at(training, step):
    """Weight of the KL; before step 0 it is 0."""
    rising = np.clip(step / training.warm_up, 0, 1) if training.warm_up else 1
    return np.array(training.beta * rising, np.float32)


def compiled(framework):
    """A framework's operations, and a function from a model to its loss and gradients, which is made once."""
    ops = FRAMEWORKS[framework]()

    @functools.cache
    def gradients_of(model):
        define = vae_loss if model.kind == "vae" else density_loss
        return ops.differentiated(define(ops, model))

    return ops, gradients_of


def last_step(gradients_of, training, seed):
    """What `first_aid` is given after the training: its arguments by name."""
    random, model = np.random.default_rng(seed), training.model
    x, y = data_of(training, random)
    weights, optimizer = initial_weights(training, random), Optimizer(training)
    width = LATENTS if model.kind == "vae" else 2 * LATENTS
    losses, after = [], training.after
    for step in range(-training.warm_up, training.steps):
        if training.data == "an outlier" and step == OUTLIER_AT:
            x[7] *= 1e4
        noise = random.normal(size=(ROWS, width)).astype("float32")
        given = {"x": x, "y": y, "noise": noise, "beta": beta_at(training, step)}
        loss, (h, decoded, kl), gradient = gradients_of(model)(weights, given)
        losses += [loss] * (step >= 0)
        if not np.isfinite(float(loss)):
            if not after:
                break
            after -= 1
        with np.errstate(all="ignore"):
            weights = optimizer.step(weights, gradient)
    shown = {"h": h, "read_as": model.read_as, "losses": losses}
    if model.kind == "vae":
        from_logits = model.likelihood == "logits"
        shown |= {"decoded": decoded, "from_logits": from_logits, "kl": kl}
    return shown


def names_found(framework):
    """The names that the framework's `first_aid` finds after each training, in its order: {training: names}."""
    ops, gradients_of = compiled(framework)
    return {
        name: [
            found.name
            for found in ops.first_aid(
                **last_step(gradients_of, training, SEEDS[framework])
            )
        ]
        for name, training in TRAININGS.items()
    }
