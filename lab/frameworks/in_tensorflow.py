"""TensorFlow's answers to the cases."""

import tensorflow as tf

import snippets.decoder_variance
import snippets.learning_rates
import snippets.noise_form
import snippets.one_sample_kl
import snippets.regression
import snippets.reparameterize
import snippets.short_answer
import snippets.soft_clamp
import snippets.softplus
import snippets.two_normals
from lab.frameworks.adapter import Adapter


def differentiate(function, arrays):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(arrays)
        outputs = function(*arrays)
    how = {"unconnected_gradients": tf.UnconnectedGradients.ZERO}
    return outputs, [tape.gradient(each, arrays, **how) for each in outputs]


def optimizer_of(name, settings):
    """Keras's optimizer of that name, as `HeadSettings` say."""
    rate, epsilon = settings.learning_rate, settings.epsilon
    if name == "sgd":
        return tf.keras.optimizers.SGD(rate)
    if name == "adam":
        return tf.keras.optimizers.Adam(rate, epsilon=epsilon)
    decay = settings.weight_decay
    return tf.keras.optimizers.AdamW(rate, weight_decay=decay, epsilon=epsilon)


def take_steps(name, settings, weights, gradients):
    weights, optimizer = tf.Variable(weights), optimizer_of(name, settings)
    for gradient in gradients:
        optimizer.apply([gradient], [weights])
    return weights.numpy()


answers = Adapter(
    snippets,
    "tensorflow.random.normal",
    tf.constant,
    differentiate,
    take_steps,
    lambda settings: snippets.learning_rates.HeadSettings(**settings),
).answers
