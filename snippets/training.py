"""Train the tutorial's VAE: data, parameterization, seed and epochs in; history, models and timings out."""

# --8<-- [start:imports]
import contextlib
import time
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

# --8<-- [end:imports]
from snippets.cvae import LATENT_DIM, elbo_terms, make_decoder, make_encoder
from snippets.parameterization import LOG_STD

# --8<-- [start:train]
BATCH_SIZE = 32
LEARNING_RATE = 1e-4

compiled_elbo_terms = tf.function(elbo_terms, jit_compile=True)


@dataclass(frozen=True)
class Epoch:
    """Means over the test images after an epoch, in nats per image, one noise sample each."""

    number: int
    elbo: float
    reconstruction: float
    kl: float
    seconds: float

    def __str__(self):
        return f"epoch {self.number}: test ELBO {self.elbo:.2f} nats, of it KL {self.kl:.2f}"


@dataclass(frozen=True)
class TrainingRun:
    """What a training gave: `step_elbo` is each training batch's mean ELBO in nats, float32."""

    encoder: tf.keras.Model
    decoder: tf.keras.Model
    history: list[Epoch]
    step_elbo: np.ndarray
    device: str
    seconds: float


def use_gpu_if_any():
    """Name of the device that TensorFlow will train on; a GPU's memory is taken as needed."""
    gpus = tf.config.list_physical_devices("GPU")
    for gpu in gpus:
        with contextlib.suppress(RuntimeError):  # TensorFlow holds the GPU already
            tf.config.experimental.set_memory_growth(gpu, True)
    return tf.config.experimental.get_device_details(gpus[0])["device_name"] if gpus else "CPU"


def noise_of(seed, stream, count):
    """The ε ~ N(0, I) of one batch, float32 (count, 2); the same for every parameterization."""
    return tf.random.stateless_normal((count, LATENT_DIM), (seed, stream))


def evaluate(encoder, decoder, images, parameterization, seed):
    """Reconstruction and one-sample KL of every image, in nats: two float32 arrays of shape (n,)."""
    parts = []
    for start in range(0, len(images), 500):
        batch = tf.constant(images[start : start + 500])
        noise = noise_of(seed, -1 - start, len(batch))  # training takes 0, 1, 2, …
        parts.append(compiled_elbo_terms(encoder, decoder, batch, noise, parameterization))
    return tuple(np.concatenate([part[i].numpy() for part in parts]) for i in (0, 1))


def train(digits, parameterization="log_variance", seed=0, epochs=10, report=lambda epoch: None):
    """Train on `digits.train` as the tutorial does: batches of 32, Adam 1e-4, one noise sample an image.

    `seed` fixes initial weights, order of the images and noise, so that runs which differ in their
    parameterization alone are paired. `report` is called with each finished Epoch. Raises ValueError
    for images of another shape, an unknown parameterization or fewer than one epoch.
    """
    if parameterization not in LOG_STD:
        raise ValueError(
            f"parameterization is {parameterization!r}; expected one of {', '.join(LOG_STD)}"
        )
    for split, images in (("train", digits.train), ("test", digits.test)):
        if images.dtype != np.float32 or images.shape[1:] != (28, 28, 1) or len(images) == 0:
            raise ValueError(
                f"digits.{split} is {images.dtype} of shape {images.shape};"
                " expected float32 of shape (n, 28, 28, 1)"
            )
    if epochs < 1:
        raise ValueError(f"epochs is {epochs}; expected at least 1")
    device, started = use_gpu_if_any(), time.perf_counter()
    tf.keras.utils.set_random_seed(seed)
    encoder, decoder = make_encoder(), make_decoder()
    weights = encoder.trainable_variables + decoder.trainable_variables
    optimizer = tf.keras.optimizers.Adam(LEARNING_RATE)
    optimizer.build(weights)
    images = tf.constant(digits.train)

    @tf.function(jit_compile=True)  # compiled by XLA a run repeats to the bit, without it not
    def train_step(indices, step):
        batch = tf.gather(images, indices)
        noise = noise_of(seed, step, len(indices))
        with tf.GradientTape() as tape:
            reconstruction, kl = elbo_terms(encoder, decoder, batch, noise, parameterization)
            elbo = tf.reduce_mean(reconstruction - kl)
            loss = -elbo
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        return elbo

    shuffle, history, step_elbo = np.random.default_rng(seed), [], []
    for number in range(1, epochs + 1):
        epoch_started = time.perf_counter()
        order = shuffle.permutation(len(digits.train)).astype(np.int32)
        for start in range(0, len(order), BATCH_SIZE):
            indices = tf.constant(order[start : start + BATCH_SIZE])
            step_elbo.append(train_step(indices, tf.constant(len(step_elbo))))
        seconds = time.perf_counter() - epoch_started
        reconstruction, kl = evaluate(encoder, decoder, digits.test, parameterization, seed)
        means = float(np.mean(reconstruction - kl)), float(reconstruction.mean()), float(kl.mean())
        history.append(Epoch(number, *means, seconds))
        report(history[-1])
    return TrainingRun(
        encoder=encoder,
        decoder=decoder,
        history=history,
        step_elbo=np.array([elbo.numpy() for elbo in step_elbo]),
        device=device,
        seconds=time.perf_counter() - started,
    )


# --8<-- [end:train]
