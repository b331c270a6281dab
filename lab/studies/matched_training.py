"""Train a VAE whose log σ² or log σ head has an optimizer and settings of its own.

All settings are inputs of the compiled programs, so that two trainings differ in numbers only and share them.
"""

import functools
import math
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
import tensorflow as tf

from lab.data import digits
from snippets.clip_together import clip_together
from snippets.cvae import LATENT_DIM, elbo_terms_at, make_decoder, make_encoder
from snippets.learning_rates import HeadSettings
from snippets.training import BATCH_SIZE, noise_of
from snippets.two_heads import split_last_layer

SEED = 0
HALF, WHOLE = 0.5, 1.0  # log σ / h of a log σ² head and of a log σ head
# A power of two: its reciprocal is exact, and gradients stay as they are.
NO_CLIP = 2.0**100
HIDDEN = 16


def tutorial():
    """The tutorial's network: features of an image, mean layer, head, and decoder."""
    return *split_last_layer(make_encoder()), make_decoder()


def small():
    """The same four of dense layers, for algebra that does not depend on the network."""
    layers, sequence = tf.keras.layers, tf.keras.Sequential
    flat = [layers.Input((28, 28, 1)), layers.Flatten()]
    features = sequence([*flat, layers.Dense(HIDDEN, activation="relu")])
    mean_layer, head = (
        sequence([layers.Input((HIDDEN,)), layers.Dense(LATENT_DIM)]) for _ in "12"
    )
    wide = [layers.Dense(HIDDEN, activation="relu"), layers.Dense(28 * 28)]
    image = layers.Reshape((28, 28, 1))
    return features, mean_layer, head, sequence([layers.Input((2,)), *wide, image])


@dataclass(frozen=True)
class Training:
    """`factor` is log σ / h: ½ for log σ², 1 for log σ.

    `clip_norm` limits the norm of all gradients together, in which the head's are multiplied by `counted`.
    """

    factor: float
    optimizer: str
    rest: HeadSettings
    head: HeadSettings
    clip_norm: float = math.inf
    counted: float = 1.0
    network: Callable = tutorial


@dataclass(frozen=True)
class Trained:
    """Loss of every step, float32, and every variable at the end by its name."""

    losses: np.ndarray
    ended: dict[str, np.ndarray]

    def weights(self, unit):
        """All weights, float32 (n,); the head's times `unit`."""
        return np.concatenate(
            [
                np.float32(unit if name.startswith("head") else 1) * value.ravel()
                for name, value in self.ended.items()
                if "optimizer" not in name
            ]
        )


@functools.cache
def batches(steps):
    """The batches of all steps: float32 (steps, 32, 28, 28, 1)."""
    images = digits().train
    order = np.random.default_rng(SEED).permutation(len(images))
    chosen = images[np.resize(order, steps * BATCH_SIZE)]
    return chosen.reshape(steps, BATCH_SIZE, 28, 28, 1)


def optimizer_of(name):
    """Keras's optimizer, with variables in place of what would be constants of its program."""
    kinds = tf.keras.optimizers
    if name in ("adam", "adamw"):
        optimizer = kinds.Adam() if name == "adam" else kinds.AdamW()
        optimizer.epsilon = tf.Variable(0.0)
    else:
        momentum = 0.0 if name in ("sgd", "sgdw") else 0.9
        optimizer = kinds.SGD(momentum=momentum, nesterov=name == "nesterov")
    if name in ("adamw", "sgdw"):
        optimizer.weight_decay = tf.Variable(0.0)
    return optimizer


def set_up(optimizer, settings):
    optimizer.learning_rate.assign(settings.learning_rate)
    for name in ("epsilon", "weight_decay"):
        variable = getattr(optimizer, name, None)
        if variable is not None:
            variable.assign(getattr(settings, name))


def clipped(gradients, settings):
    """By element, then by norm."""
    value = settings["clip_value"]
    gradients = [tf.clip_by_value(gradient, -value, value) for gradient in gradients]
    return tf.clip_by_global_norm(gradients, settings["clip_norm"])[0]


def as_inputs(settings):
    return {
        field.name: tf.constant(min(getattr(settings, field.name), NO_CLIP), tf.float32)
        for field in fields(settings)
    }


class Network:
    """A network, and its loss with all gradients, which are compiled once for every optimizer."""

    def __init__(self, make):
        tf.keras.utils.set_random_seed(SEED)
        self.parts = make()
        features, mean_layer, head, decoder = self.parts
        self.rest = [
            *features.trainable_variables,
            *mean_layer.trainable_variables,
            *decoder.trainable_variables,
        ]
        self.head = head.trainable_variables
        self.weights = {f"rest {i}": weight for i, weight in enumerate(self.rest)}
        self.weights |= {f"head {i}": weight for i, weight in enumerate(self.head)}
        self.first = values_of(self.weights)
        # Convolutions repeat to the last bit only under XLA, which compiles for seconds.
        under_xla = make is tutorial
        self.gradients = tf.function(
            self.loss_and_gradients, jit_compile=under_xla, autograph=False
        )

    def loss_and_gradients(self, images, step, factor, penalties):
        features, mean_layer, head_layer, decoder = self.parts
        noise = noise_of(SEED, step, BATCH_SIZE)
        groups = self.rest, self.head
        with tf.GradientTape() as tape:
            found = features(images)
            log_std = factor * head_layer(found)
            terms = elbo_terms_at(decoder, images, mean_layer(found), log_std, noise)
            loss = tf.reduce_mean(terms[1] - terms[0])
            for weights, penalty in zip(groups, penalties, strict=True):
                loss += penalty * tf.add_n([tf.reduce_sum(w**2) for w in weights])
        return loss, tape.gradient(loss, groups)


network_of = functools.cache(Network)


def values_of(variables):
    return {name: variable.numpy() for name, variable in variables.items()}


class Trainer:
    """A network, one optimizer for its head and another for the rest, and their update, which is traced once."""

    def __init__(self, network, optimizer):
        self.network = network_of(network)
        self.groups = self.network.rest, self.network.head
        self.optimizers = [optimizer_of(optimizer) for _ in "12"]
        # By name: running means and step counts. The learning rate is a setting.
        carried = {}
        for made, group, weights in zip(
            self.optimizers, ("rest", "head"), self.groups, strict=True
        ):
            made.build(weights)
            of_group = [v for v in made.variables if v is not made.learning_rate]
            carried |= {
                f"{group} optimizer {i} {v.name}": v for i, v in enumerate(of_group)
            }
        self.variables = self.network.weights | carried
        self.first = self.network.first | values_of(carried)
        self.update = tf.function(self.apply, autograph=False)

    def apply(self, gradients, settings, together):
        own = map(clipped, gradients, settings)
        both = clip_together(*own, *together)
        for optimizer, of_group, weights in zip(
            self.optimizers, both, self.groups, strict=True
        ):
            optimizer.apply(of_group, weights)

    def train(self, training, start, first, last):
        """Take the steps from `first` up to `last` with every variable as in `start`."""
        for name, variable in self.variables.items():
            variable.assign(start[name])
        groups = training.rest, training.head
        for optimizer, settings in zip(self.optimizers, groups, strict=True):
            set_up(optimizer, settings)
        settings = [*map(as_inputs, groups)]
        penalties = [each["l2"] for each in settings]
        limits = min(training.clip_norm, NO_CLIP), training.counted
        together = [*map(tf.constant, limits)]
        factor, losses = tf.constant(training.factor), []
        for step, batch in enumerate(batches(last)[first:], first):
            loss, gradients = self.network.gradients(
                tf.constant(batch), tf.constant(step), factor, penalties
            )
            self.update(gradients, settings, together)
            losses.append(loss.numpy())  # now: queued steps eat memory
        return Trained(np.array(losses), values_of(self.variables))


trainer = functools.cache(Trainer)


def with_head_times(factor, variables):
    """The variables with the head's kernel and bias multiplied."""
    head = {name: factor * variables[name] for name in ("head 0", "head 1")}
    return {**variables, **head}


@functools.cache
def trained(training, steps):
    """The first steps of a training."""
    first = trainer(training.network, training.optimizer).first
    first = with_head_times(training.head.first_weights, first)
    return continued(training, first, 0, steps)


def continued(training, start, first, last):
    """The steps from `first` up to `last`, from the variables `start`."""
    made = trainer(training.network, training.optimizer)
    return made.train(training, start, first, last)


def first_difference(one, other):
    """The first step (from 1) at which the losses of two trainings differ, or infinity."""
    differs = np.flatnonzero(one.losses != other.losses)
    return float(differs[0] + 1) if len(differs) else math.inf
