"""Claims of tutorial/measured.md on the network: its numbers of parameters and its shapes."""

import functools

import numpy as np
import tensorflow as tf

from evidence.claims import claim
from evidence.measurements import exact
from snippets.cvae import make_decoder, make_encoder

claim = functools.partial(claim, page="tutorial/measured.md")
NETWORKS = {"encoder": make_encoder, "decoder": make_decoder}
PARAMETERS = {"encoder": 28_036, "decoder": 41_953}
SIZES = {  # sides of an image, or how many numbers
    "encoder": (28, 13, 6, 2304, 4),
    "decoder": (2, 1568, 7, 14, 28, 28),
}
ROWS, COLUMNS = 2304, 4


def changed(make, **settings):
    """`make`, but every layer that has such settings gets these."""

    def with_settings(layer):
        config = layer.get_config()
        known = {name: value for name, value in settings.items() if name in config}
        return type(layer).from_config(config | known)

    return lambda: tf.keras.models.clone_model(make(), clone_function=with_settings)


PADDED = NETWORKS | {"encoder": changed(make_encoder, padding="same")}


def two_heads():
    """The encoder with two last layers side by side, for μ and for h."""
    body = tf.keras.Sequential(make_encoder().layers[:-1])
    features = body(image := tf.keras.Input((28, 28, 1)))
    heads = [tf.keras.layers.Dense(2)(features) for _ in "12"]
    return tf.keras.Model(image, tf.keras.layers.Concatenate()(heads))


@claim(
    f"The encoder has {PARAMETERS['encoder']:,} parameters and the decoder {PARAMETERS['decoder']:,}.",
    of=NETWORKS,
    controls={
        "the encoder pads its images": PADDED,
        "no biases": {
            name: changed(make, use_bias=False) for name, make in NETWORKS.items()
        },
    },
)
def test_parameter_counts(networks):
    return {
        name: exact(make().count_params(), PARAMETERS[name], unit="parameters")
        for name, make in networks.items()
    }


def sizes(model):
    """Side of the image after each layer, or how many numbers where there is no image; the input first."""
    shapes = [model.input_shape, *(layer.output.shape for layer in model.layers)]
    return np.array([shape[1] for shape in shapes])


@claim(
    "The encoder maps {} pixels a side to {} and to {}, then to {:,} numbers and to {}.".format(
        *SIZES["encoder"]
    )
    + " The decoder maps {} numbers to {:,}, then to {}, {}, {} and {} pixels a side.".format(
        *SIZES["decoder"]
    ),
    of=NETWORKS,
    controls={
        "the encoder pads its images": PADDED,
        "the decoder pads nothing": {"decoder": changed(make_decoder, padding="valid")},
    },
)
def test_layer_sizes(networks):
    return {
        name: exact(sizes(make()), np.array(SIZES[name]))
        for name, make in networks.items()
    }


@claim(
    f"μ and the raw output h, here log σ², come from one matrix of {ROWS:,} rows and {COLUMNS} columns, so there are no separate"
    " heads.",
    of=make_encoder,
    controls={
        "two layers, for μ and for h": two_heads,
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
