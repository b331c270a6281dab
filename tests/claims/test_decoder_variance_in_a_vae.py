"""Claims of practice/decoder-variance.md: the tutorial's VAE on grey levels, with a Normal decoder whose σ comes from one of three places.

Two latents, batches of 16, one noise sample per image, log σ² in the encoder; Adam 2e-3 instead of the tutorial's
1e-4, because the training is short.
"""

import functools
import math
from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import bound
from lab import data
from snippets.cvae import LATENT_DIM, log_normal_pdf, make_decoder, make_encoder
from snippets.decoder_variance import soft_floor
from snippets.one_sample_kl import closed_form_kl
from snippets.training import noise_of

claim = functools.partial(claim, page="practice/decoder-variance.md")
STEPS, BATCH, RATE = 60, 16, 2e-3
FLOOR = -3.0  # of log σ: σ is at least 0.05, some 13 of 255 grey levels
TRAINED_ON, TESTED_ON = 6_000, 512


@dataclass(frozen=True)
class DecoderHead:
    """The source of the decoder's log σ.

    "shared" takes the batch's mean squared error, "learned" is a variable of its own, and "head" is the decoder's
    second channel, above FLOOR. The learned log σ begins at `start`, and moves `faster` times as far as the network's
    rate would move it: with 0, σ stays as it is.
    """

    kind: str
    start: float = 0.0
    faster: float = 1.0

    def log_std(self, variable, x, outputs):
        """log σ for each pixel, or one for all."""
        if self.kind == "shared":
            return 0.5 * tf.math.log(tf.reduce_mean((x - outputs[..., :1]) ** 2))
        if self.kind == "learned":
            return self.start + self.faster * variable
        return soft_floor(outputs[..., 1:], FLOOR)


@functools.cache
def grey_levels():
    """Training and test images, grey levels 0 … 1, float32 (n, 28, 28, 1)."""
    images, new = data.grey_levels()
    split = images[:TRAINED_ON], new[:TESTED_ON]
    return [np.float32(each[..., None] / 255) for each in split]


def grey_decoder(channels):
    """The tutorial's decoder with `channels` channels in its last layer; the first is the mean."""
    *layers, _ = make_decoder().layers
    last = tf.keras.layers.Conv2DTranspose(channels, 3, padding="same")
    return tf.keras.Sequential([tf.keras.layers.Input((LATENT_DIM,)), *layers, last])


def elbo_and_mean(model, x, noise, log_std=None):
    """The ELBO of each image in nats, and the mean of its pixels; with `log_std` in place of the model's if it is given."""
    mean, raw = tf.split(model.encoder(x), 2, axis=-1)
    outputs = model.decoder(mean + tf.exp(raw / 2) * noise)
    if log_std is None:
        log_std = model.log_std(x, outputs)
    pixels = log_normal_pdf(x, outputs[..., :1], 2 * log_std)
    fit = tf.reduce_sum(pixels, axis=(1, 2))
    return fit - closed_form_kl(mean, raw / 2), outputs[..., :1]


@functools.cache
def trained(head):
    """Encoder, decoder, and log σ as a function of x and outputs."""
    tf.keras.utils.set_random_seed(0)
    encoder, decoder = make_encoder(), grey_decoder(2 if head.kind == "head" else 1)
    weights = [*encoder.trainable_variables, *decoder.trainable_variables]
    variable = tf.Variable(0.0)
    weights += [variable] * (head.kind == "learned")
    log_std = functools.partial(head.log_std, variable)
    model = SimpleNamespace(encoder=encoder, decoder=decoder, log_std=log_std)
    optimizer = tf.keras.optimizers.Adam(RATE)
    optimizer.build(weights)

    @tf.function  # XLA would take longer to compile the step than all steps take
    def step(x, number):
        with tf.GradientTape() as tape:
            elbo, _ = elbo_and_mean(model, x, noise_of(0, number, BATCH))
            loss = -tf.reduce_mean(elbo)
        gradients = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))

    images, shuffle = grey_levels()[0], np.random.default_rng(0)
    for number in range(STEPS):
        batch = images[shuffle.integers(len(images), size=BATCH)]
        step(tf.constant(batch), tf.constant(number))
    return model


LEARNED, SHARED = DecoderHead("learned"), DecoderHead("shared")


def evaluated(head, x, log_std=None):
    """As `elbo_and_mean`, of up to TESTED_ON images, with noise that no training had."""
    return elbo_and_mean(trained(head), x, noise_of(1, 0, len(x)), log_std)


@functools.cache
def model_errors(split):
    """Mean squared error of each digit under the shared σ²: of training digits (0) or new ones (1)."""
    x = grey_levels()[split][:TESTED_ON]
    _, mean = evaluated(SHARED, x)
    return np.mean((x - mean) ** 2, axis=(1, 2, 3))


@functools.cache
def variance_in_training():
    """The shared σ² of as many training digits."""
    return float(np.mean(model_errors(0)))


@functools.cache
def score(head):
    """Mean ELBO of the new digits; a shared σ² stays what it was for training digits."""
    frozen = 0.5 * math.log(variance_in_training()) if head == SHARED else None
    elbo, _ = evaluated(head, grey_levels()[1], frozen)
    return float(np.mean(elbo))


def of_new_digits(difference, at_least):
    """A difference of two scores."""
    n = len(grey_levels()[1])
    return bound(difference, at_least=at_least, unit="nats", n=n, seeds=[0])


LOST_BY_ONE, LOST_BY_LEARNED, WON_BY_HEAD = 500, 100, 100
HEADS = {
    "one": DecoderHead("learned", faster=0.0),
    "shared": SHARED,
    "learned": LEARNED,
    "head": DecoderHead("head"),
}


@claim(
    f"In the tutorial's VAE on grey levels, a shared σ² scores at least {LOST_BY_ONE} nats per new digit above σ = 1, and at"
    f" least {LOST_BY_LEARNED} above a σ that starts at 1 and is learned at the network's rate. A head with a σ for each pixel, and a"
    f" floor under it, scores at least {WON_BY_HEAD} above the shared σ² ({STEPS} steps, in which the learned σ hardly moves, one seed).",
    of=HEADS,
    controls={
        "σ = 1 in place of the shared σ²": {**HEADS, "shared": HEADS["one"]},
        "the shared σ² in place of the head": {**HEADS, "head": SHARED},
    },
)
def test_decoder_heads_in_a_vae(heads):
    data.only_on_mnist()
    elbo = {role: score(head) for role, head in heads.items()}
    by_one, by_learned = elbo["shared"] - elbo["one"], elbo["shared"] - elbo["learned"]
    return {
        "σ = 1 loses": of_new_digits(by_one, LOST_BY_ONE),
        "a learned σ loses": of_new_digits(by_learned, LOST_BY_LEARNED),
        "a head wins": of_new_digits(elbo["head"] - elbo["shared"], WON_BY_HEAD),
    }


NEARLY, FASTER, BETTER_START = 100, 20, -1.5


@claim(
    f"In the tutorial's VAE on grey levels, a learned σ scores at most {NEARLY} nats per new digit below the computed one if its"
    f" rate is {FASTER} times the network's, and also if log σ starts at −{-BETTER_START:g} (one seed, descriptive).",
    of={
        "a larger rate": DecoderHead("learned", faster=FASTER),
        "a better start": DecoderHead("learned", start=BETTER_START),
    },
    controls={
        "the network's rate, from σ = 1": dict.fromkeys(
            ("a larger rate", "a better start"), LEARNED
        )
    },
)
def test_learned_sigma_needs_a_rate_or_a_start(heads):
    return {
        name: of_new_digits(score(head) - score(SHARED), -NEARLY)
        for name, head in heads.items()
    }


FLATTERED, SHRINKS, FEW, MANY = 10, 3, 1, 128


def anew(errors, size):
    """The shared σ² of each batch of so many digits, one value a digit."""
    return np.repeat(errors.reshape(-1, size).mean(axis=1), size)


@claim(
    f"If σ² is computed from each new digit separately, the tutorial's VAE scores at least {FLATTERED} nats per digit higher than"
    f" with the σ² of the training digits. If it is computed from batches of {MANY}, the gain is at most ${FEW}/{SHRINKS}$ of"
    " that.",
    of=anew,
    controls={
        "the σ² of the training digits": lambda errors, size: variance_in_training(),
        "each digit's own in every batch": lambda errors, size: anew(errors, FEW),
    },
)
def test_a_variance_taken_anew_flatters(chosen):
    whole = len(model_errors(1)) // MANY * MANY
    errors, frozen = model_errors(1)[:whole], variance_in_training()

    def per_digit(variance):
        each = np.log(2 * np.pi * variance) + errors / variance
        return float(np.mean(-0.5 * 28 * 28 * each))

    one, many = (
        per_digit(chosen(errors, size)) - per_digit(frozen) for size in (FEW, MANY)
    )
    about = {"unit": "nats", "n": len(errors), "seeds": [0]}
    return {
        "each by itself": bound(one, at_least=FLATTERED, **about),
        f"in batches of {MANY}": bound(many, at_most=one / SHRINKS, **about),
    }
