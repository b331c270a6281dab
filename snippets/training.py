"""Train the tutorial's VAE: data, parameterization, seed and epochs in; a run out."""

# --8<-- [start:imports]
import contextlib
import time
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

# --8<-- [end:imports]
from snippets.cvae import LATENT_DIM, elbo_terms, make_decoder, make_encoder
from snippets.parameterization import check_parameterization

# --8<-- [start:train]
BATCH_SIZE = 32
LEARNING_RATE = 1e-4


@dataclass(frozen=True)
class Epoch:
    """Means over the test images after an epoch, in nats per image; time in seconds."""

    number: int
    elbo: float
    reconstruction: float
    kl: float
    seconds: float

    def __str__(self):
        elbo, kl = f"{self.elbo:.2f}", f"{self.kl:.2f}"
        return f"epoch {self.number}: test ELBO {elbo} nats, of it KL {kl}"


@dataclass(frozen=True)
class TrainingRun:
    """A finished training; `step_elbo` is each batch's mean ELBO, float32, in nats."""

    encoder: tf.keras.Model
    decoder: tf.keras.Model
    history: list[Epoch]
    step_elbo: np.ndarray
    device: str
    seconds: float


def use_gpu_if_any():
    """Name of the device that will train; a GPU's memory is taken as needed."""
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        with contextlib.suppress(RuntimeError):  # TensorFlow holds the GPU already
            tf.config.experimental.set_memory_growth(gpu, True)
    details = tf.config.experimental.get_device_details
    return details(gpus[0])["device_name"] if gpus else "CPU"


def noise_of(seed, stream, count):
    """ε ~ N(0, I) for one batch, float32 (count, 2); the same for every head."""
    return tf.random.stateless_normal((count, LATENT_DIM), (seed, stream))


compiled_elbo_terms = tf.function(elbo_terms, jit_compile=True)


def evaluate(encoder, decoder, images, parameterization="log_variance", seed=0):
    """Reconstruction and one-sample KL of each image, in nats: float32, (2, n)."""
    parts = []
    for start in range(0, len(images), 500):
        batch = tf.constant(images[start : start + 500])
        noise = noise_of(seed, -1 - start, len(batch))  # training takes 0, 1, 2, …
        terms = compiled_elbo_terms(encoder, decoder, batch, noise, parameterization)
        parts.append(np.stack(terms))
    return np.concatenate(parts, axis=1)


def make_train_step(encoder, decoder, images, parameterization, seed):
    """A function that returns a batch's ELBO from its image indices and step number."""
    weights = encoder.trainable_variables + decoder.trainable_variables
    optimizer = tf.keras.optimizers.Adam(LEARNING_RATE)
    optimizer.build(weights)

    # Compiled by XLA, a run on a CPU repeats to the last bit; without, it does not.
    @tf.function(jit_compile=True)
    def train_step(indices, step):
        batch = tf.gather(images, indices)
        noise = noise_of(seed, step, len(indices))
        with tf.GradientTape() as tape:
            terms = elbo_terms(encoder, decoder, batch, noise, parameterization)
            loss = tf.reduce_mean(terms[1] - terms[0])
        gradients = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))
        return -loss

    return train_step


def check_training(digits, parameterization, epochs):
    """Raise ValueError naming the argument that `train` cannot use."""
    check_parameterization(parameterization)
    if epochs < 1:
        raise ValueError(f"epochs is {epochs}; expected at least 1")
    for split, images in (("train", digits.train), ("test", digits.test)):
        usable = images.dtype == np.float32 and images.shape[1:] == (28, 28, 1)
        if not usable or len(images) == 0:
            raise ValueError(
                f"digits.{split} is {images.dtype} of shape {images.shape};"
                " expected float32 of shape (n, 28, 28, 1)"
            )


def train(digits, parameterization="log_variance", seed=0, epochs=10, report=None):
    """Train as the tutorial does: batches of 32, Adam 1e-4, one noise sample per image.

    `seed` fixes initial weights, order of the images and noise, so that runs that
    differ only in their parameterization are paired. `report` is called with each
    finished Epoch. Raises ValueError for images of another shape or dtype, an unknown
    parameterization, or fewer than one epoch.
    """
    check_training(digits, parameterization, epochs)
    device, started = use_gpu_if_any(), time.perf_counter()
    tf.keras.utils.set_random_seed(seed)
    encoder, decoder = make_encoder(), make_decoder()
    images = tf.constant(digits.train)
    train_step = make_train_step(encoder, decoder, images, parameterization, seed)

    shuffle, history, step_elbo = np.random.default_rng(seed), [], []
    for number in range(1, epochs + 1):
        epoch_started = time.perf_counter()
        order = shuffle.permutation(len(digits.train)).astype(np.int32)
        for start in range(0, len(order), BATCH_SIZE):
            indices, step = order[start : start + BATCH_SIZE], len(step_elbo)
            elbo = train_step(tf.constant(indices), tf.constant(step))
            step_elbo.append(elbo.numpy())  # now, because queued steps use memory
        seconds = time.perf_counter() - epoch_started
        terms = evaluate(encoder, decoder, digits.test, parameterization, seed)
        reconstruction, kl = map(float, terms.mean(axis=1))
        elbo = reconstruction - kl
        history.append(Epoch(number, elbo, reconstruction, kl, seconds))
        if report:
            report(history[-1])
    total = time.perf_counter() - started
    step_elbo = np.array(step_elbo)
    return TrainingRun(encoder, decoder, history, step_elbo, device, total)


# --8<-- [end:train]
