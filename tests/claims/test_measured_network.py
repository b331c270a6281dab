"""Claims of tutorial/measured.md on the network: its numbers of parameters and its shapes."""

import functools
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import exact
from snippets.cvae import make_decoder, make_encoder

claim = functools.partial(claim, page="tutorial/measured.md")
ENCODER_PARAMETERS, DECODER_PARAMETERS = 28_036, 41_953
ENCODER_SIZES = (28, 13, 6, 2304, 4)  # sides of the image, then how many numbers
DECODER_SIZES = (2, 1568, 7, 14, 28, 28)
ROWS, COLUMNS = 2304, 4


@dataclass(frozen=True)
class Network:
    """Functions that make the encoder and the decoder."""

    encoder: callable = make_encoder
    decoder: callable = make_decoder


def changed(make, **settings):
    """`make`, but every layer that has such settings gets these."""

    def with_settings(layer):
        config = layer.get_config()
        known = {name: value for name, value in settings.items() if name in config}
        return type(layer).from_config(config | known)

    return lambda: tf.keras.models.clone_model(make(), clone_function=with_settings)


def with_output(*widths):
    """A function that makes the encoder with other last layers, side by side."""

    def make():
        body = tf.keras.Sequential(make_encoder().layers[:-1])
        features = body(image := tf.keras.Input((28, 28, 1)))
        heads = [tf.keras.layers.Dense(width)(features) for width in widths]
        return tf.keras.Model(image, tf.keras.layers.Concatenate()(heads))

    return make


@claim(
    f"The encoder has {ENCODER_PARAMETERS:,} parameters and the decoder {DECODER_PARAMETERS:,}.",
    of=Network(),
    controls={
        "the encoder pads its images": Network(
            encoder=changed(make_encoder, padding="same")
        ),
        "no biases": Network(
            changed(make_encoder, use_bias=False), changed(make_decoder, use_bias=False)
        ),
    },
)
def test_parameter_counts(network):
    return {
        "encoder": exact(
            network.encoder().count_params(), ENCODER_PARAMETERS, unit="parameters"
        ),
        "decoder": exact(
            network.decoder().count_params(), DECODER_PARAMETERS, unit="parameters"
        ),
    }


def sizes(model):
    """Side of the image after each layer, or how many numbers where there is no image; the input first."""
    shapes = [model.input_shape, *(layer.output.shape for layer in model.layers)]
    return np.array([shape[1] for shape in shapes])


@claim(
    "The encoder maps an image of {} pixels a side to {}, to {}, to {:,} numbers and to {}.".format(
        *ENCODER_SIZES
    )
    + " The decoder maps {} numbers to {:,}, then to {}, {}, {} and {} pixels a side.".format(
        *DECODER_SIZES
    ),
    of=Network(),
    controls={
        "the encoder pads its images": Network(
            encoder=changed(make_encoder, padding="same")
        ),
        "the decoder pads nothing": Network(
            decoder=changed(make_decoder, padding="valid")
        ),
    },
)
def test_layer_sizes(network):
    return {
        "encoder": exact(sizes(network.encoder()), np.array(ENCODER_SIZES)),
        "decoder": exact(sizes(network.decoder()), np.array(DECODER_SIZES)),
    }


@claim(
    f"μ and the raw output h, here log σ², come from one matrix of {ROWS:,} rows and {COLUMNS} columns, so there are no separate"
    " heads.",
    of=make_encoder,
    controls={
        "two layers, for μ and for h": with_output(2, 2),
        "a column for a correlation": with_output(5),
        "the encoder pads its images": changed(make_encoder, padding="same"),
    },
)
def test_one_output_matrix(make):
    matrices = [weight for weight in make().weights if len(weight.shape) == 2]
    return {
        "matrices": exact(len(matrices), 1),
        "rows": exact(matrices[0].shape[0], ROWS),
        "columns": exact(matrices[0].shape[1], COLUMNS),
    }
