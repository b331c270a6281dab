"""Train a small VAE whose log σ² or log σ head has an optimizer and settings of its own.

The algebra of the move does not depend on the network, so a small one will do. All settings are inputs of the
compiled step: then whatever differs between two trainings is a number, and one program runs both.
"""

import functools
import math
from dataclasses import dataclass, fields

import numpy as np
import tensorflow as tf

from snippets.clip_together import clip_together
from snippets.cvae import LATENT_DIM, elbo_terms_at
from snippets.learning_rates import HeadSettings
from snippets.training import BATCH_SIZE, noise_of
from tests.matched_training import SEED, batches

STEPS = 60
NO_CLIP = (
    2.0**100
)  # a power of two: its reciprocal is exact, and gradients stay as they are


@dataclass(frozen=True)
class Training:
    """`scale` is log σ / h: ½ for log σ², 1 for log σ. `clip_norm` is for all gradients, the head's counted as `counted` of it."""

    scale: float
    optimizer: str
    rest: HeadSettings
    head: HeadSettings
    clip_norm: float = math.inf
    counted: float = 1.0


@dataclass(frozen=True)
class Trained:
    """Loss of every step, float32, and where the training ended: every variable by its name."""

    losses: np.ndarray
    ended: dict[str, np.ndarray]


def optimizer_of(name):
    """Keras's optimizer; what would be a constant of its program becomes a variable."""
    kinds = tf.keras.optimizers
    if name in ("adam", "adamw"):
        optimizer = kinds.Adam() if name == "adam" else kinds.AdamW()
        optimizer.epsilon = tf.Variable(0.0)
    else:
        momentum = 0.0 if name == "sgd" else 0.9
        optimizer = kinds.SGD(momentum=momentum, nesterov=name == "nesterov")
    if name == "adamw":
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


def make_parts(hidden=16):
    """Features of an image, mean layer, head, and decoder."""
    layers, sequence = tf.keras.layers, tf.keras.Sequential
    flat = [layers.Input((28, 28, 1)), layers.Flatten()]
    features = sequence([*flat, layers.Dense(hidden, activation="relu")])
    mean_layer, head = (
        sequence([layers.Input((hidden,)), layers.Dense(LATENT_DIM)]) for _ in "12"
    )
    wide = [layers.Dense(hidden, activation="relu"), layers.Dense(28 * 28)]
    image = layers.Reshape((28, 28, 1))
    return features, mean_layer, head, sequence([layers.Input((2,)), *wide, image])


class Machine:
    """The network and one optimizer for its head, another for the rest; compiled once for each kind of optimizer."""

    def __init__(self, optimizer):
        tf.keras.utils.set_random_seed(SEED)
        self.parts = make_parts()
        features, mean_layer, head, decoder = self.parts
        self.rest = [
            *features.trainable_variables,
            *mean_layer.trainable_variables,
            *decoder.trainable_variables,
        ]
        self.head = head.trainable_variables
        self.optimizers = [optimizer_of(optimizer) for _ in "12"]
        for made, weights in zip(self.optimizers, (self.rest, self.head), strict=True):
            made.build(weights)
        self.variables = self.named_variables()
        self.first = self.snapshot()
        self.step = tf.function(self.take_step, jit_compile=True)

    def named_variables(self):
        """Weights, running means and step counts; the learning rate is a setting and no part of it."""
        variables = {f"rest {i}": weight for i, weight in enumerate(self.rest)}
        variables |= {f"head {i}": weight for i, weight in enumerate(self.head)}
        for group, optimizer in zip(("rest", "head"), self.optimizers, strict=True):
            carried = (
                v for v in optimizer.variables if v is not optimizer.learning_rate
            )
            variables |= {
                f"{group} optimizer {i} {v.name}": v for i, v in enumerate(carried)
            }
        return variables

    def snapshot(self):
        return {name: variable.numpy() for name, variable in self.variables.items()}

    def take_step(self, images, step, scale, rest, head, together):
        features, mean_layer, head_layer, decoder = self.parts
        noise = noise_of(SEED, step, BATCH_SIZE)
        with tf.GradientTape() as tape:
            found = features(images)
            log_std = scale * head_layer(found)
            terms = elbo_terms_at(decoder, images, mean_layer(found), log_std, noise)
            loss = tf.reduce_mean(terms[1] - terms[0])
            for weights, settings in ((self.rest, rest), (self.head, head)):
                squares = tf.add_n([tf.reduce_sum(weight**2) for weight in weights])
                loss += settings["l2"] * squares
        gradients, head_gradients = tape.gradient(loss, [self.rest, self.head])
        gradients, head_gradients = clip_together(
            clipped(gradients, rest), clipped(head_gradients, head), *together
        )
        self.optimizers[0].apply(gradients, self.rest)
        self.optimizers[1].apply(head_gradients, self.head)
        return loss

    def train(self, training, start, first, last):
        """Take the steps from `first` up to `last` with every variable as in `start`."""
        for name, variable in self.variables.items():
            variable.assign(start[name])
        groups = training.rest, training.head
        for optimizer, settings in zip(self.optimizers, groups, strict=True):
            set_up(optimizer, settings)
        inputs = [
            tf.constant(training.scale),
            *map(as_inputs, groups),
            [
                tf.constant(min(training.clip_norm, NO_CLIP)),
                tf.constant(training.counted),
            ],
        ]
        losses = [  # a step's value is fetched before the next: queued steps eat memory
            self.step(tf.constant(batch), tf.constant(step), *inputs).numpy()
            for step, batch in enumerate(batches(STEPS)[first:last], first)
        ]
        return Trained(np.array(losses), self.snapshot())


machine = functools.cache(Machine)


@functools.cache
def trained(training, last=STEPS):
    """The training from the usual first weights, the head's multiplied by its `initial_scale`."""
    this = machine(training.optimizer)
    start = {
        name: value * training.head.initial_scale
        if name in ("head 0", "head 1")
        else value
        for name, value in this.first.items()
    }
    return this.train(training, start, 0, last)


def continued(training, start, first):
    """The rest of a training's steps, from the variables `start`."""
    return machine(training.optimizer).train(training, start, first, STEPS)
