"""Images per second of our trainings side by side, compared with the TensorFlow tutorial's own loop on the same cores.

`python -m lab.benchmark [CORES ...]` measures both in turns and writes docs/evidence/benchmark.json; 2 and 4 cores,
unless others are named. On a machine with a GPU, each loop is one process.
"""

import functools
import itertools
import multiprocessing
import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np
import tensorflow as tf

from evidence.process import cores
from evidence.provenance import provenance
from lab import gpus, staleness
from lab.workers import processes
from snippets.cvae import LATENT_DIM, elbo_terms, make_decoder, make_encoder
from snippets.mnist import load_digits
from snippets.training import (
    BATCH_SIZE,
    LEARNING_RATE,
    evaluate,
    make_train_step,
    use_gpu_if_any,
)

WARM_UP = 20  # steps: the first one traces and compiles, the second may trace again
REPETITIONS = 3  # epochs of each loop
COUNTED = ("epochs", "steps")


def ours(digits):
    """Two functions that do what `snippets.training.train` does: train for some steps (None: an epoch), and test."""
    encoder, decoder = make_encoder(), make_decoder()
    images = tf.constant(digits.train)
    step = make_train_step(encoder, decoder, images, "log_variance", 0)
    shuffle, number = np.random.default_rng(0), itertools.count()

    def train(steps=None):
        order = shuffle.permutation(len(images)).astype(np.int32)
        for start in range(0, len(order), BATCH_SIZE)[:steps]:
            indices = order[start : start + BATCH_SIZE]
            elbo = step(tf.constant(indices), tf.constant(next(number))).numpy()
        return -elbo

    def test():
        reconstruction, kl = evaluate(encoder, decoder, digits.test)
        return np.mean(kl - reconstruction)

    return train, test


def tutorial(digits):
    """The same as in the tutorial: shuffled tf.data sets, a step that is traced but not compiled by XLA, a test that is neither.

    https://www.tensorflow.org/tutorials/generative/cvae
    """
    encoder, decoder = make_encoder(), make_decoder()
    optimizer = tf.keras.optimizers.Adam(LEARNING_RATE)

    def batches(images):
        data = tf.data.Dataset.from_tensor_slices(images)
        return data.shuffle(len(images)).batch(BATCH_SIZE)

    def loss_of(batch):
        noise = tf.random.normal((len(batch), LATENT_DIM))
        reconstruction, kl = elbo_terms(encoder, decoder, batch, noise)
        return tf.reduce_mean(kl - reconstruction)

    @tf.function
    def step(batch):
        with tf.GradientTape() as tape:
            loss = loss_of(batch)
        weights = encoder.trainable_variables + decoder.trainable_variables
        gradients = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))
        return loss

    train_batches, test_batches = batches(digits.train), batches(digits.test)

    def train(steps=None):
        for batch in train_batches.take(-1 if steps is None else steps):
            loss = step(batch)
        return loss.numpy()

    def test():
        mean = tf.keras.metrics.Mean()
        for batch in test_batches:
            mean(loss_of(batch))
        return mean.result().numpy()

    return train, test


LOOPS = {"tutorial": tutorial, "ours": ours}


@functools.cache
def loop_of(name):
    """This process's training, which continues from one epoch to the next; without a last smaller batch."""
    use_gpu_if_any()
    digits = load_digits()
    whole = len(digits.train) // BATCH_SIZE * BATCH_SIZE
    return LOOPS[name](replace(digits, train=digits.train[:whole]))


def warm_up(name):
    """Trace, compile and train a few steps; return the process that did."""
    train, test = loop_of(name)
    train(WARM_UP)
    test()
    return os.getpid()


def epoch(name):
    """Seconds that an epoch's training takes, and with its test."""
    train, test = loop_of(name)
    started = time.perf_counter()
    train()
    trained = time.perf_counter()
    test()
    return trained - started, time.perf_counter() - started


def images_per_second(pool, processes, name):
    """Training images per second of whole epochs and of their steps only, until the last process is done."""
    jobs = [pool.submit(epoch, name) for _ in range(processes)]
    steps, epochs = map(max, zip(*(job.result() for job in jobs), strict=True))
    images = processes * len(load_digits().train) // BATCH_SIZE * BATCH_SIZE
    return {"epochs": images / epochs, "steps": images / steps}


def row_of(count):
    """Both loops on `count` cores, in turns."""
    if hasattr(os, "sched_setaffinity"):  # processes that start later inherit it
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:count])
    spawn = multiprocessing.get_context("spawn")
    alone = ProcessPoolExecutor(1, mp_context=spawn)
    with alone, processes() as side_by_side:
        pools = {"ours": (side_by_side, 1 if gpus.devices() else count)}
        pools["tutorial"] = alone, 1
        for name, (pool, number) in pools.items():
            warm = set()
            while len(warm) < number:  # a quick process may take another's turn
                warm.update(pool.map(warm_up, [name] * number))
        rates = {name: [] for name in pools}
        for repetition in range(REPETITIONS):
            for name in sorted(pools, reverse=repetition % 2 == 1):
                rates[name].append(images_per_second(*pools[name], name))
    row = {"cores": count, "processes": pools["ours"][1]}
    return row | {counted: compared(rates, counted) for counted in COUNTED}


def compared(rates, counted):
    """Images per second of each repetition, and the ratio ours : tutorial of the repetitions."""
    found = {name: [turn[counted] for turn in turns] for name, turns in rates.items()}
    ratios = np.divide(found["ours"], found["tutorial"])
    whole = {"min": ratios.min(), "median": np.median(ratios), "max": ratios.max()}
    return found | {"ratio": {name: float(ratio) for name, ratio in whole.items()}}


def main(arguments):
    # Most cores first: the processor's affinity can only shrink.
    counts = sorted(map(int, arguments or ("2", "4")), reverse=True)
    if not all(1 <= count <= cores() for count in counts):
        sys.exit(f"cores are {counts}; expected numbers from 1 to {cores()}")
    load, _, _ = os.getloadavg()  # of other programs: nothing is measured yet
    rows = [row_of(count) for count in counts][::-1]
    found = {"load": round(load, 1), "repetitions": REPETITIONS, "rows": rows}
    staleness.keep_record("benchmark", found, provenance())
    for row in rows:
        for counted in COUNTED:
            print(row["cores"], "cores,", counted, row[counted])


if __name__ == "__main__":
    main(sys.argv[1:])
