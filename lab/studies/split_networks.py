"""VAEs whose encoder ends in two layers, one for μ and one for h, so that h can have an optimizer of its own."""

import tensorflow as tf

from snippets.cvae import LATENT_DIM, make_decoder, make_encoder
from snippets.two_heads import split_last_layer

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
