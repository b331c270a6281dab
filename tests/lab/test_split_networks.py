"""VAEs whose encoder ends in two layers: the tutorial's, and a small one of the same four parts."""

import pytest
import tensorflow as tf

from lab.studies import split_networks


@pytest.mark.parametrize("network", [split_networks.tutorial, split_networks.small])
def test_the_four_parts_make_a_vae_of_two_latents(network):
    features, mean_layer, head, decoder = network()
    found = features(tf.zeros((3, 28, 28, 1)))
    assert mean_layer(found).shape == head(found).shape == (3, 2)
    assert decoder(mean_layer(found)).shape == (3, 28, 28, 1)
    assert len(mean_layer.trainable_variables) == len(head.trainable_variables) == 2
