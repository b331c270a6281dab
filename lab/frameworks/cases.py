"""The cases in which frameworks are compared: a function of the snippets, at ordinary and extreme inputs, with the same noise.

Nothing here depends on a framework. The adapters in_tensorflow, in_pytorch and in_jax each compute every case.
"""

import itertools
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
    """A function of a snippet, and its arrays by name. The planted fault is a wrong ½ before the array `halved`.

    `given` comes before the arrays and `settings` after them. A function that `draws` takes NOISE from its generator.
    """

    snippet: str
    function: str
    arrays: dict[str, np.ndarray]
    halved: str
    given: tuple = ()
    settings: dict = field(default_factory=dict)
    draws: bool = False


@dataclass(frozen=True)
class Steps:
    """Steps of an optimizer with its settings, and steps of a moved head. The planted fault does not move the settings."""

    optimizer: str
    settings: dict


GAUSSIAN = {"mean": MEAN, "log_variance": LOG_VARIANCE}
BY_LOG_STD = {"mean": MEAN, "log_std": LOG_VARIANCE / 2}
PAIRS = {
    "mean": MEAN.reshape(-1, 2),
    "log_variance": LOG_VARIANCE.reshape(-1, 2),
    "noise": NOISE.reshape(-1, 2),
}
TWO = {"mean_q": MEAN, "log_q": LOG_VARIANCE / 4, "mean_p": -MEAN, "log_p": NOISE}
FITTED = {"x": NOISE, "mean": NOISE + np.sin(MEAN + LOG_VARIANCE)}
NEAR = {"raw": RAW[np.abs(RAW) < 50]}
CLAMPED = {"low": -30, "high": 20}
# e^(4 log σ) is in the variance of a KL.
NARROW = {"mean": MEAN.reshape(-1, 2), "log_std": LOG_VARIANCE.reshape(-1, 2) / 4}
DRAWN = {**NARROW, "noise": NOISE.reshape(-1, 2)}
# Keras adds Adam's epsilon before it corrects the mean square for its start, the others after it. With gradients as
# large as these the difference does not show.
STEPS, EPSILON, LEAST_GRADIENT = 10, 1e-9, 0.1
WEIGHTS = np.array([-1.5, -0.2, 0.0, 0.7])
WAVES = np.sin(np.arange(STEPS * 4)).reshape(STEPS, 4)
GRADIENTS = np.array([-1.3, 0.4, -0.6, 2.0]) + 0.3 * WAVES
SGD = {"learning_rate": 0.01}
ADAM = {**SGD, "epsilon": EPSILON}
CASES = {
    "the front page's lines": Case(
        "short_answer", "sample_and_kl", GAUSSIAN, "log_variance", draws=True
    ),
    "the front page's lines by log σ": Case(
        "short_answer", "sample_and_kl_by_log_std", BY_LOG_STD, "log_std", draws=True
    ),
    "the trick": Case(
        "reparameterize", "reparameterize", GAUSSIAN, "log_variance", draws=True
    ),
    "the closed form by log σ": Case("two_normals", "kl_by_log_std", TWO, "log_q"),
    "the closed form by log σ²": Case(
        "two_normals", "kl_by_log_variance", TWO, "log_q"
    ),
    "the KL from one sample": Case("one_sample_kl", "one_sample_kl", DRAWN, "log_std"),
    "its mean": Case("one_sample_kl", "closed_form_kl", NARROW, "log_std"),
    "its variance": Case("one_sample_kl", "one_sample_kl_variance", NARROW, "log_std"),
    "the ELBO with it": Case(
        "one_sample_kl", "elbo_estimates", DRAWN, "log_std", given=(first_axis,)
    ),
    "the density of a draw": Case(
        "noise_form",
        "log_density_of_draw",
        {name: PAIRS[name] for name in ("noise", "log_variance")},
        "log_variance",
    ),
    "the one-sample form": Case(
        "noise_form",
        "elbo_terms",
        {"images": IMAGES, **PAIRS},
        "log_variance",
        given=(as_it_is,),
    ),
    "log of softplus": Case("softplus", "log_softplus", {"raw": RAW}, "raw"),
    "the soft clamp": Case("soft_clamp", "soft_clamp", NEAR, "raw", settings=CLAMPED),
    "the clamp by softplus": Case(
        "soft_clamp", "softplus_clamp", NEAR, "raw", settings=CLAMPED
    ),
    "β-NLL": Case(
        "regression",
        "beta_nll",
        {"y": NOISE, "mean": MEAN, "log_variance": LOG_VARIANCE / 2},
        "log_variance",
    ),
    "the shared σ²": Case("decoder_variance", "shared_variance", FITTED, "mean"),
    "the calibrated likelihood": Case(
        "decoder_variance", "calibrated_log_likelihood", FITTED, "mean"
    ),
    "AdamW": Steps("adamw", {**ADAM, "weight_decay": 0.1}),
    "Adam": Steps("adam", ADAM),
    "SGD": Steps("sgd", SGD),
}
