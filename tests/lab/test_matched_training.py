"""A VAE whose head has settings of its own: what each setting does to a step, and how trainings are compared."""

import math
from dataclasses import replace

import numpy as np
import pytest
import tensorflow as tf

from lab.studies import matched_training
from lab.studies.matched_training import Trained, Trainer, Training
from lab.studies.split_networks import small
from snippets.cvae import elbo_terms_at
from snippets.learning_rates import HeadSettings
from snippets.training import BATCH_SIZE, noise_of

REST = HeadSettings(1e-3, epsilon=1e-7)
HEAD = HeadSettings(4e-3, epsilon=1e-3)
PLAIN = Training(0.5, "sgd", REST, HEAD, network=small)


def test_batches_go_round_the_images_in_one_order(few, monkeypatch):
    monkeypatch.setattr(matched_training, "load_digits", lambda: few)
    found = matched_training.batches.__wrapped__(3)
    assert found.shape == (3, 32, 28, 28, 1)
    flat = found.reshape(96, 28, 28, 1)
    order = np.random.default_rng(0).permutation(40)
    np.testing.assert_array_equal(flat[:40], few.train[order])
    np.testing.assert_array_equal(flat[40:80], flat[:40])


OPTIMIZERS = {  # Keras's kind, momentum, Nesterov's
    "adam": ("Adam", None, None),
    "adamw": ("AdamW", None, None),
    "sgd": ("SGD", 0.0, False),
    "sgdw": ("SGD", 0.0, False),
    "momentum": ("SGD", 0.9, False),
    "nesterov": ("SGD", 0.9, True),
}


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_an_optimizer_takes_its_settings_as_variables(name):
    made = matched_training.optimizer_of(name)
    kind, momentum, nesterov = OPTIMIZERS[name]
    assert type(made).__name__ == kind
    assert getattr(made, "momentum", None) == momentum
    assert getattr(made, "nesterov", None) == nesterov
    settings = HeadSettings(0.25, epsilon=0.5, weight_decay=0.125)
    matched_training.set_up(made, settings)
    assert float(made.learning_rate) == 0.25
    if kind != "SGD":
        assert isinstance(made.epsilon, tf.Variable)
        assert float(made.epsilon) == 0.5
    if name.endswith("w"):
        assert float(made.weight_decay) == 0.125
    else:
        assert made.weight_decay is None


def test_gradients_are_clipped_by_element_then_by_their_common_norm():
    gradients = [tf.constant([9.0, 0.5]), tf.constant([-9.0])]
    clipped = matched_training.clipped(gradients, {"clip_value": 3.0, "clip_norm": 1.0})
    norm = math.sqrt(9 + 0.25 + 9)
    np.testing.assert_allclose(clipped[0], np.array([3, 0.5]) / norm, rtol=1e-6)
    np.testing.assert_allclose(clipped[1], [-3 / norm], rtol=1e-6)


def test_an_infinite_limit_is_a_large_finite_input():
    found = matched_training.as_inputs(HEAD)
    assert found["clip_norm"].dtype == tf.float32
    assert float(found["clip_norm"]) == float(found["clip_value"]) == 2.0**100
    assert float(found["learning_rate"]) == np.float32(4e-3)


@pytest.fixture(scope="module", params=["sgd", "adam"])
def trainer(request):
    tf.config.run_functions_eagerly(True)
    yield request.param, Trainer(small, request.param)
    tf.config.run_functions_eagerly(False)


@pytest.fixture
def images(few, monkeypatch):
    found = few.train[:32], few.train[8:]
    monkeypatch.setattr(
        matched_training, "batches", lambda steps: np.array(found[:steps])
    )
    return found


def by_norm(gradients, limit):
    if limit == math.inf:
        return gradients
    return tf.clip_by_global_norm(gradients, limit)[0]


def by_hand(name, training, images, first):
    """Losses, and the weights of the rest and of the head, after steps that Keras's optimizers take."""
    tf.keras.utils.set_random_seed(0)
    features, mean_layer, head, decoder = small()
    rest = [w for part in (features, mean_layer, decoder) for w in part.weights]
    groups, kinds = (rest, head.weights), tf.keras.optimizers
    weights = [*rest, *head.weights]
    for weight, value in zip(weights, first, strict=True):
        weight.assign(value)
    made = [
        kinds.Adam(its.learning_rate, epsilon=its.epsilon)
        if name == "adam"
        else kinds.SGD(its.learning_rate)
        for its in (training.rest, training.head)
    ]
    losses = []
    for step, batch in enumerate(images):
        with tf.GradientTape() as tape:
            found = features(batch)
            raw = head(found)
            noise = noise_of(0, step, BATCH_SIZE)
            terms = elbo_terms_at(
                decoder,
                tf.constant(batch),
                mean_layer(found),
                training.factor * raw,
                noise,
            )
            loss = tf.reduce_mean(terms[1] - terms[0])
            for group, its in zip(groups, (training.rest, training.head), strict=True):
                loss += its.l2 * sum(tf.reduce_sum(weight**2) for weight in group)
        gradients = tape.gradient(loss, weights)
        split = len(rest)
        own = [
            by_norm(gradients[:split], training.rest.clip_norm),
            by_norm(gradients[split:], training.head.clip_norm),
        ]
        counted = [training.counted * each for each in own[1]]
        both = by_norm([*own[0], *counted], training.clip_norm)
        made[0].apply(both[:split], rest)
        made[1].apply([each / training.counted for each in both[split:]], head.weights)
        losses.append(float(loss))
    return losses, [w.numpy() for w in rest], [w.numpy() for w in head.weights]


@pytest.mark.parametrize(
    "change",
    [
        {},
        {
            "factor": 1.0,
            "rest": replace(REST, l2=0.01, clip_norm=8.0),
            "head": replace(HEAD, l2=0.3, clip_norm=2.0),
            "clip_norm": 5.0,
            "counted": 0.5,
        },
    ],
    ids=["plain", "with penalties and clipping"],
)
def test_steps_are_those_of_two_optimizers(trainer, images, change):
    name, made = trainer
    training = replace(PLAIN, optimizer=name, **change)
    weights = [key for key in made.first if "optimizer" not in key]
    first = [made.first[key] for key in weights]
    losses, rest, head = by_hand(name, training, images, first)
    found = made.train(training, made.first, 0, 2)
    np.testing.assert_allclose(found.losses, losses, rtol=1e-5)
    ends = {key: found.ended[key] for key in weights}
    assert [*ends] == [
        *(f"rest {i}" for i in range(len(rest))),
        *(f"head {i}" for i in range(len(head))),
    ]
    for end, expected in zip(ends.values(), [*rest, *head], strict=True):
        np.testing.assert_allclose(end, expected, atol=2e-6)


def test_a_training_goes_on_where_it_was_left(trainer, images, monkeypatch):
    name, made = trainer
    monkeypatch.setattr(matched_training, "trainer", lambda *_: made)
    training = replace(PLAIN, optimizer=name)
    whole = matched_training.trained.__wrapped__(training, 2)
    half = matched_training.trained.__wrapped__(training, 1)
    end = matched_training.continued(training, half.ended, 1, 2)
    np.testing.assert_array_equal([*half.losses, *end.losses], whole.losses)
    for key, value in whole.ended.items():
        np.testing.assert_array_equal(end.ended[key], value)
    carried = [key for key in whole.ended if "optimizer" in key]
    assert any(key.startswith("head optimizer") for key in carried)
    assert any(key.startswith("rest optimizer") for key in carried)
    assert not any("learning_rate" in key for key in carried)


def test_all_weights_are_told_in_the_heads_unit():
    ended = {
        "rest 0": np.float32([[1, 2]]),
        "head 0": np.float32([3]),
        "head optimizer 0 m": np.float32([9]),
    }
    found = Trained(np.float32([]), ended).weights(2)
    assert found.tolist() == [1.0, 2.0, 6.0]
    assert found.dtype == np.float32


def test_the_first_difference_is_counted_from_one():
    one, same, other = (
        Trained(np.float32(losses), {})
        for losses in ([3, 2, 1], [3, 2, 1], [3, 2.5, 1.5])
    )
    assert matched_training.first_difference(one, same) == math.inf
    assert matched_training.first_difference(one, other) == 2.0
