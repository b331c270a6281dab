"""The cases in which frameworks are compared: a function of the snippets, at ordinary and extreme inputs, with the same noise.

Nothing here depends on a framework. The adapters in_tensorflow, in_pytorch and in_jax each compute every case.
"""

import inspect
import itertools
import types
from dataclasses import dataclass, field

import numpy as np

DTYPES = ("float64", "float32")
EXTREME = 60  # the largest |log σ²|; e^60 squared is near the end of float32
MEANS = (-3.0, -0.5, 0.3, 40.0)
LOG_VARIANCES = (-EXTREME, -20.0, -4.0, -1.0, 0.5, 3.0, 20.0, EXTREME)
MEAN, LOG_VARIANCE = np.transpose([*itertools.product(MEANS, LOG_VARIANCES)])
NOISE = np.resize([-1.7, 0.4, 2.9, -0.2, 1.1], MEAN.shape)
FARTHEST = 10_000  # the largest |h|
RAW = np.array([-90, -40, -17, -3, -0.4, 0.5, 2, 18, 30, 90, -FARTHEST, FARTHEST])
# Grey levels that no sigmoid comes near: if two terms cancelled, only rounding would be compared.
IMAGES = np.resize([0.1, 0.6, 0.85], MEAN.size).reshape(-1, 1, 1, 2)


def first_axis(z):
    """log N(x; z, ¼) for x = 1.5, less a constant, of the first latent dimension of z."""
    return -2 * (1.5 - z[..., 0]) ** 2


def as_it_is(z):
    """A decoder whose logits are z itself: (batch, 2) becomes (batch, 1, 1, 2)."""
    return z[:, None, None, :]


@dataclass(frozen=True)
class Case:
    """A function of a snippet, its arrays by name, and a text of its code with a replacement that plants a wrong ½.

    `given` comes before the arrays and `settings` after them. `draws` is the noise that its generator returns.
    With an `optimizer` the function is `moved`: it turns the settings into those of a moved head, which takes a step
    with each of the gradients.
    """

    snippet: str
    function: str
    arrays: dict[str, np.ndarray]
    half: tuple[str, str]
    given: tuple = ()
    settings: dict = field(default_factory=dict)
    draws: np.ndarray | None = None
    optimizer: str = ""


GAUSSIAN = {"mean": MEAN, "log_variance": LOG_VARIANCE}
PAIRS = {"mean": MEAN.reshape(-1, 2), "log_variance": LOG_VARIANCE.reshape(-1, 2)}
TWO = {"mean_q": MEAN, "log_q": LOG_VARIANCE / 4, "mean_p": -MEAN, "log_p": NOISE}
FITTED = {"x": NOISE, "mean": NOISE + np.sin(MEAN + LOG_VARIANCE)}
CLAMPED = {"low": -30, "high": 20}
# e^(4 log σ) is in the variance of a KL.
NARROW = {"mean": MEAN.reshape(-1, 2), "log_std": LOG_VARIANCE.reshape(-1, 2) / 4}
DRAWN = {**NARROW, "noise": NOISE.reshape(-1, 2)}
# Keras adds Adam's epsilon before it corrects the mean square for its start, the others after it. With gradients as
# large as these the difference does not show.
STEPS, EPSILON, LEAST_GRADIENT = 20, 1e-9, 0.1
TRAINING = {
    "weights": np.array([-1.5, -0.2, 0.0, 0.7]),
    "gradients": np.array([-1.3, 0.4, -0.6, 2.0])
    + 0.3 * np.sin(np.arange(STEPS * 4)).reshape(STEPS, 4),
}
RATES = {"learning_rate": 0.01, "epsilon": EPSILON}
CASES = {
    "the front page's lines": Case(
        "short_answer",
        "sample_and_kl",
        GAUSSIAN,
        ("exp(0.5 * log_variance)", "exp(log_variance)"),
        draws=NOISE,
    ),
    "the front page's lines by log σ": Case(
        "short_answer",
        "sample_and_kl_by_log_std",
        {"mean": MEAN, "log_std": LOG_VARIANCE / 2},
        ("exp(log_std)", "exp(0.5 * log_std)"),
        draws=NOISE,
    ),
    "the trick": Case(
        "reparameterize",
        "reparameterize",
        GAUSSIAN,
        ("exp(0.5 * logvar)", "exp(logvar)"),
        draws=NOISE,
    ),
    "the closed form by log σ": Case(
        "two_normals",
        "kl_by_log_std",
        TWO,
        ("expm1(2 * difference)", "expm1(difference)"),
    ),
    "the closed form by log σ²": Case(
        "two_normals",
        "kl_by_log_variance",
        TWO,
        ("- difference + square", "- 2 * difference + square"),
    ),
    "the KL from one sample": Case(
        "one_sample_kl", "one_sample_kl", DRAWN, ("0.5 * (z**2", "1.0 * (z**2")
    ),
    "its mean": Case(
        "one_sample_kl",
        "closed_form_kl",
        NARROW,
        ("expm1(2 * log_std)", "expm1(log_std)"),
    ),
    "its variance": Case(
        "one_sample_kl",
        "one_sample_kl_variance",
        NARROW,
        ("0.5 * (variance - 1)", "1.0 * (variance - 1)"),
    ),
    "the ELBO with it": Case(
        "one_sample_kl",
        "elbo_estimates",
        DRAWN,
        ("0.5 * (z**2", "1.0 * (z**2"),
        given=(first_axis,),
    ),
    "the density of a draw": Case(
        "noise_form",
        "log_density_of_draw",
        {"noise": NOISE.reshape(-1, 2), "log_variance": PAIRS["log_variance"]},
        ("return -0.5 *", "return -1.0 *"),
    ),
    "the one-sample form": Case(
        "noise_form",
        "elbo_terms",
        {"images": IMAGES, **PAIRS, "noise": NOISE.reshape(-1, 2)},
        ("exp(0.5 * log_variance)", "exp(log_variance)"),
        given=(as_it_is,),
    ),
    "log of softplus": Case(
        "softplus",
        "log_softplus",
        {"raw": RAW},
        ("where(far, raw,", "where(far, 0.5 * raw,"),
    ),
    "the soft clamp": Case(
        "soft_clamp",
        "soft_clamp",
        {"raw": RAW[np.abs(RAW) < 50]},
        ("(high - low) / 2", "(high - low)"),
        settings=CLAMPED,
    ),
    "the clamp by softplus": Case(
        "soft_clamp",
        "softplus_clamp",
        {"raw": RAW[np.abs(RAW) < 50]},
        ("(below - low", "(0.5 * (below - low)"),
        settings=CLAMPED,
    ),
    "β-NLL": Case(
        "regression",
        "beta_nll",
        {"y": NOISE, "mean": MEAN, "log_variance": LOG_VARIANCE / 2},
        ("nll = 0.5 *", "nll = 1.0 *"),
    ),
    "the shared σ²": Case(
        "decoder_variance",
        "shared_variance",
        FITTED,
        ("** 2), floor", "** 2) / 2, floor"),
    ),
    "the calibrated likelihood": Case(
        "decoder_variance",
        "calibrated_log_likelihood",
        FITTED,
        ("** 2) / variance", "** 2) / variance / 2"),
    ),
    **{
        name: Case(
            "learning_rates",
            "moved",
            TRAINING,
            half,
            settings=settings,
            optimizer=name.lower(),
        )
        for name, half, settings in (
            ("AdamW", ('"adamw": 1}', '"adamw": 2}'), RATES | {"weight_decay": 0.1}),
            ("Adam", ('"adam": 1,', '"adam": 2,'), RATES),
            ("SGD", ('{"sgd": 2,', '{"sgd": 1,'), {"learning_rate": 0.01}),
        )
    },
}


def function_of(case, package, faulty):
    """The case's function from its module in a package of snippets; with a wrong ½ in the module's text if `faulty`.

    Raises ValueError unless the text has the right one exactly once.
    """
    module = getattr(package, case.snippet)
    if faulty:
        text = inspect.getsource(module)
        if text.count(case.half[0]) != 1:
            raise ValueError(f"{module.__name__} has not one {case.half[0]!r}")
        module = types.ModuleType(module.__name__)
        exec(compile(text.replace(*case.half), module.__name__, "exec"), vars(module))
    return getattr(module, case.function)


def trained(case, take_steps, old, new):
    """The weights of a head and of the moved head after the case's steps: {dtype: arrays by name}.

    `take_steps` maps settings, initial weights, gradients and a dtype to the last weights; `old` and `new` are the
    settings of the two. The moved head has half the weights, so half the output and twice the gradient.
    """
    weights, gradients = case.arrays.values()
    return {
        dtype: {
            "as it was": take_steps(old, weights, gradients, dtype),
            "moved": take_steps(new, weights / 2, 2 * gradients, dtype),
        }
        for dtype in DTYPES
    }


def named(case, outputs, gradients):
    """Float arrays by name: each output, and the gradients of its sum, in the order of the case's arrays."""
    found = {f"output {i}": np.ravel(each) for i, each in enumerate(outputs)}
    return found | {
        f"output {i} by {name}": np.ravel(gradient)
        for i, each in enumerate(gradients)
        for name, gradient in zip(case.arrays, each, strict=True)
    }
