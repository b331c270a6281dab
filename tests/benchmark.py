"""Images per second of our trainings side by side, against the TensorFlow tutorial's own loop on the same cores.

`python -m tests.benchmark [CORES ...]` measures both in turns and writes docs/evidence/benchmark.json.
"""

import argparse
import contextlib
import functools
import itertools
import json
import multiprocessing
import os
import statistics
import time
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import tensorflow as tf
from tqdm import tqdm

from press.files import BENCHMARK, ROOT, SNIPPETS, digest, write
from snippets.cvae import LATENT_DIM, elbo_terms, make_decoder, make_encoder
from snippets.mnist import load_digits
from snippets.training import (
    BATCH_SIZE,
    LEARNING_RATE,
    make_train_step,
    use_gpu_if_any,
)
from tests.provenance import provenance
from tests.runs import TRAINING_SOURCES, cores, executor

WARM_UP = 20  # steps: the first traces and compiles, the second may trace again


def ours(images):
    """Train as `snippets.training.train` does, without end; each step gives its number of images and its loss."""
    encoder, decoder = make_encoder(), make_decoder()
    step = make_train_step(encoder, decoder, tf.constant(images), "log_variance", 0)
    shuffle, number = np.random.default_rng(0), itertools.count()
    while True:
        order = shuffle.permutation(len(images)).astype(np.int32)
        for start in range(0, len(order), BATCH_SIZE):
            indices = order[start : start + BATCH_SIZE]
            elbo = step(tf.constant(indices), tf.constant(next(number)))
            yield len(indices), -elbo.numpy()


def tutorial(images):
    """The same as the tutorial trains: a shuffled tf.data set, and a step that is traced but not compiled by XLA.

    https://www.tensorflow.org/tutorials/generative/cvae
    """
    encoder, decoder = make_encoder(), make_decoder()
    optimizer = tf.keras.optimizers.Adam(LEARNING_RATE)
    data = tf.data.Dataset.from_tensor_slices(images)
    data = data.shuffle(len(images)).batch(BATCH_SIZE)

    @tf.function
    def step(batch):
        with tf.GradientTape() as tape:
            noise = tf.random.normal((len(batch), LATENT_DIM))
            reconstruction, kl = elbo_terms(encoder, decoder, batch, noise)
            loss = tf.reduce_mean(kl - reconstruction)
        weights = encoder.trainable_variables + decoder.trainable_variables
        gradients = tape.gradient(loss, weights)
        optimizer.apply_gradients(zip(gradients, weights, strict=True))
        return loss

    while True:
        for batch in data:
            yield len(batch), step(batch)


LOOPS = {"tutorial": tutorial, "ours": ours}


@functools.cache
def steps_of(loop):
    """This process's training, which goes on from one measurement to the next."""
    use_gpu_if_any()
    images = load_digits().train
    whole = len(images) // BATCH_SIZE * BATCH_SIZE  # a smaller batch is traced anew
    return LOOPS[loop](images[:whole])


def warm_up(loop):
    """Trace, compile and train a few steps; gives the process that did."""
    for _ in range(WARM_UP):
        next(steps_of(loop))
    return os.getpid()


def train_for(loop, seconds):
    """How many images the loop trains on in this process until so many seconds are over."""
    images, started = 0, time.perf_counter()
    for count, loss in steps_of(loop):
        images += count
        if time.perf_counter() - started >= seconds:
            float(loss)  # a GPU may be behind
            return images


def images_per_second(pool, processes, loop, seconds):
    """Over all processes, from the first one's start to the last one's end."""
    started = time.perf_counter()
    running = [pool.submit(train_for, loop, seconds) for _ in range(processes)]
    images = sum(job.result() for job in running)
    return images / (time.perf_counter() - started)


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


def row_of(count, repetitions, seconds, done):
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
                rates[loop].append(images_per_second(*pools[loop], loop, seconds))
                done()
    return {"cores": count, "processes": pools["ours"][1], **compared(rates)}


def compared(rates):
    """Images per second of each repetition, and the ratio ours : tutorial of the repetitions."""
    pairs = zip(rates["ours"], rates["tutorial"], strict=True)
    ratios = [mine / theirs for mine, theirs in pairs]
    ratio = {
        "min": min(ratios),
        "median": statistics.median(ratios),
        "max": max(ratios),
    }
    return {**rates, "ratio": ratio}


def sources():
    """SHA-256 (hex) of what is measured, and of how."""
    trained = [SNIPPETS / name for name in TRAINING_SOURCES]
    return digest([*trained, ROOT / "tests" / "benchmark.py"])


def usual():
    """Two cores and four, where the machine has them; on a GPU, or where cores cannot be limited, all."""
    if gpus() or not can_limit():
        return [cores()]
    return [count for count in (2, 4) if count <= cores()] or [cores()]


def check(counts, repetitions, seconds):
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
    if not 0 < seconds < float("inf"):
        raise ValueError(f"seconds is {seconds}; expected a positive number")


def measure(counts, repetitions, seconds):
    """What docs/evidence/benchmark.json holds. Raises ValueError as `check` does."""
    check(counts, repetitions, seconds)
    load, _, _ = os.getloadavg()  # of others: nothing is measured yet
    turns = 2 * repetitions * len(counts)
    with tqdm(total=turns, desc="measuring", unit="turn") as bar:
        rows = [row_of(count, repetitions, seconds, bar.update) for count in counts]
    return {
        "sources": sources(),
        "data": load_digits().name,
        "provenance": provenance(),
        "load": round(load, 1),
        "repetitions": repetitions,
        "seconds": seconds,
        "rows": rows,
    }


def report(record):
    """The record as lines of text."""
    yield "cores  tutorial images/s  ours images/s  ratio: median (least … greatest)"
    for row in record["rows"]:
        theirs, mine = (statistics.median(row[loop]) for loop in LOOPS)
        ratio = row["ratio"]
        yield (
            f"{row['cores']:5}  {theirs:17,.0f}  {mine:13,.0f}"
            f"  {ratio['median']:.2f} ({ratio['min']:.2f} … {ratio['max']:.2f})"
        )
    yield f"{record['repetitions']} turns each of {record['seconds']:g} s; {WARM_UP} steps before them are not counted: they trace and compile."
    yield f"{record['provenance']['device']}; load in the minute before: {record['load']} (of an idle machine: 0)"


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m tests.benchmark")
    parser.add_argument("cores", nargs="*", type=int, help="such as 2 4")
    parser.add_argument("--repetitions", type=int, default=6)
    parser.add_argument("--seconds", type=float, default=6, help="of each turn")
    asked = parser.parse_args(arguments)
    if not can_limit():
        print(f"No process can be kept to some cores here: all {cores()} are measured.")
    if gpus():
        print("On the GPU: one process each, whatever the number of cores.")
    try:
        record = measure(asked.cores or usual(), asked.repetitions, asked.seconds)
    except ValueError as fault:
        parser.error(str(fault))
    write(BENCHMARK, json.dumps(record, indent=1) + "\n")
    print(*report(record), sep="\n")


if __name__ == "__main__":
    main()
