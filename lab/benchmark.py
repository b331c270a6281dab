"""Images per second of our trainings side by side, against the TensorFlow tutorial's own loop on the same cores.

`python -m lab.benchmark [CORES ...]` measures both in turns and writes docs/evidence/benchmark.json.
"""

import argparse
import contextlib
import functools
import itertools
import multiprocessing
import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from evidence import store
from evidence.process import cores
from evidence.provenance import provenance
from lab import data, staleness
from lab.workers import executor
from snippets.cvae import LATENT_DIM, elbo_terms, make_decoder, make_encoder
from snippets.mnist import load_digits
from snippets.training import (
    BATCH_SIZE,
    LEARNING_RATE,
    evaluate,
    make_train_step,
    use_gpu_if_any,
)

WARM_UP = 20  # steps: the first traces and compiles, the second may trace again


@dataclass(frozen=True)
class Seconds:
    """What an epoch took: its training steps, and the test that follows them."""

    train: float
    test: float


def ours(digits):
    """Two functions that do as `snippets.training.train` does: train so many steps (None: an epoch), and test."""
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
    """The same as the tutorial does it: shuffled tf.data sets, a step that is traced but not compiled by XLA, a test that is neither.

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
COUNTED = ("epochs", "steps")


@functools.cache
def whole_batches():
    """The digits, less a last smaller batch to train on: it would be traced anew."""
    digits = load_digits()
    whole = len(digits.train) // BATCH_SIZE * BATCH_SIZE
    return replace(digits, train=digits.train[:whole])


@functools.cache
def loop_of(name):
    """This process's training, which goes on from one epoch to the next."""
    use_gpu_if_any()
    return LOOPS[name](whole_batches())


def warm_up(name):
    """Trace, compile and train a few steps; gives the process that did."""
    train, test = loop_of(name)
    train(WARM_UP)
    test()
    return os.getpid()


def epoch(name):
    """Train on all images and test, as the loop does it."""
    train, test = loop_of(name)
    started = time.perf_counter()
    train()
    trained = time.perf_counter()
    test()
    return Seconds(trained - started, time.perf_counter() - trained)


def images_per_second(pool, processes, name):
    """Training images by the time of whole epochs, and of their training steps alone, until the last process is done."""
    running = [pool.submit(epoch, name) for _ in range(processes)]
    took = [job.result() for job in running]
    images = processes * len(whole_batches().train)
    return {
        "epochs": images / max(seconds.train + seconds.test for seconds in took),
        "steps": images / max(seconds.train for seconds in took),
    }


def gpus():
    return tf.config.list_physical_devices("GPU")


def can_limit():
    """Whether a process here can be kept to some of its cores; it cannot on macOS and Windows."""
    try:
        os.sched_setaffinity(0, os.sched_getaffinity(0))
    except (AttributeError, OSError):
        return False
    return True


@contextlib.contextmanager
def limited_to(count):
    """Processes that are started inside may use so many cores, for all their life."""
    if count == cores():
        yield
        return
    allowed = os.sched_getaffinity(0)
    os.sched_setaffinity(0, sorted(allowed)[:count])
    try:
        yield
    finally:
        os.sched_setaffinity(0, allowed)


def row_of(count, repetitions, done):
    """Both loops on `count` cores, in turns; `done` is called after each turn."""
    spawn = multiprocessing.get_context("spawn")
    with (
        limited_to(count),
        ProcessPoolExecutor(1, mp_context=spawn) as alone,
        executor() as side_by_side,
    ):
        pools = {"tutorial": (alone, 1)}
        pools["ours"] = side_by_side, 1 if gpus() else cores()
        warm, everyone = set(), sum(processes for _, processes in pools.values())
        while len(warm) < everyone:  # a quick process may take another's turn
            turns = [
                pool.map(warm_up, [loop] * processes)
                for loop, (pool, processes) in pools.items()
            ]
            warm.update(*turns)
        rates = {loop: [] for loop in pools}
        for repetition in range(repetitions):
            for loop in sorted(pools, reverse=repetition % 2 == 1):
                rates[loop].append(images_per_second(*pools[loop], loop))
                done()
    row = {"cores": count, "processes": pools["ours"][1]}
    return row | {counted: compared(rates, counted) for counted in COUNTED}


def compared(rates, counted):
    """Images per second of each repetition, and the ratio ours : tutorial of the repetitions."""
    found = {loop: [turn[counted] for turn in turns] for loop, turns in rates.items()}
    pairs = zip(found["ours"], found["tutorial"], strict=True)
    ratios = [mine / theirs for mine, theirs in pairs]
    ratio = {
        "min": min(ratios),
        "median": statistics.median(ratios),
        "max": max(ratios),
    }
    return {**found, "ratio": ratio}


def usual():
    """Two cores and four, where the machine has them; on a GPU, or where cores cannot be limited, all."""
    if gpus() or not can_limit():
        return [cores()]
    return [count for count in (2, 4) if count <= cores()] or [cores()]


def check(counts, repetitions):
    """Raise ValueError naming the argument that cannot be used."""
    for count in counts:
        if not 1 <= count <= cores():
            raise ValueError(f"cores is {count}; expected 1 to {cores()}, as allowed")
        if count < cores() and not can_limit():
            raise ValueError(
                f"cores is {count}; this system cannot keep a process to fewer than"
                f" its {cores()}: expected {cores()}"
            )
    if repetitions < 1:
        raise ValueError(f"repetitions is {repetitions}; expected at least 1")


def measure(counts, repetitions):
    """The Kept of docs/evidence/benchmark.json. Raises ValueError as `check` does."""
    check(counts, repetitions)
    load, _, _ = os.getloadavg()  # of others: nothing is measured yet
    turns = 2 * repetitions * len(counts)
    with tqdm(total=turns, desc="measuring", unit="turn") as bar:
        rows = [row_of(count, repetitions, bar.update) for count in counts]
    found = {"load": round(load, 1), "repetitions": repetitions, "rows": rows}
    made_of = staleness.of_record("benchmark") | data.inputs()
    return store.Kept(staleness.subject("benchmark"), made_of, found, provenance())


def report(kept):
    """The record as lines of text."""
    record = kept.content
    yield "cores  counted  tutorial images/s  ours images/s  ratio: median (least … greatest)"
    for row in record["rows"]:
        for counted in COUNTED:
            theirs, mine = (statistics.median(row[counted][loop]) for loop in LOOPS)
            ratio = row[counted]["ratio"]
            yield (
                f"{row['cores']:5}  {counted:7}  {theirs:17,.0f}  {mine:13,.0f}"
                f"  {ratio['median']:.2f} ({ratio['min']:.2f} … {ratio['max']:.2f})"
            )
    yield f"{record['repetitions']} epochs each; {WARM_UP} steps before them are not counted: they trace and compile."
    yield f"{kept.made['device']}; load in the minute before: {record['load']} (of an idle machine: 0)"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m lab.benchmark")
    parser.add_argument("cores", nargs="*", type=int, help="such as 2 4")
    parser.add_argument("--repetitions", type=int, default=3, help="epochs of each")
    asked = parser.parse_args(arguments)
    if not can_limit():
        print(f"No process can be kept to some cores here: all {cores()} are measured.")
    if gpus():
        print("On the GPU: one process each, whatever the number of cores.")
    try:
        kept = measure(asked.cores or usual(), asked.repetitions)
    except (ValueError, store.Damaged) as fault:
        parser.error(str(fault))
    store.keep(staleness.place_of("benchmark"), kept)
    print(*report(kept), sep="\n")


if __name__ == "__main__":
    main()
