"""`python -m lab.run_studies`: train what the studies lack, side by side; each result is kept as it comes."""

import datetime
import hashlib
import json
import multiprocessing
import os
import platform
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path

import numpy as np
import tensorflow as tf

from lab.studies import STUDIES
from lab.variant import EVERY, train
from snippets.mnist import load_digits

FOLDER = Path(__file__).resolve().parent.parent / "build" / "studies"


def path_of(variant):
    name = hashlib.sha256(json.dumps(asdict(variant)).encode()).hexdigest()
    return FOLDER / f"{name[:16]}.json"


def one_thread():
    os.nice(19)
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def make(variant):
    trained = train(variant, load_digits())
    steps = trained.step_elbo
    whole = len(steps) // EVERY * EVERY
    found = {
        "config": asdict(variant),
        "history": [asdict(epoch) for epoch in trained.history],
        "first_steps": np.round(steps[:100].tolist(), 4).tolist(),
        "course": steps[:whole].reshape(-1, EVERY).mean(axis=1).tolist(),
        "finished": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        "device": platform.processor(),
    }
    path = path_of(variant)
    temporary = path.with_suffix(f".{os.getpid()}")
    temporary.write_text(json.dumps(found))
    temporary.replace(path)
    return trained.history[-1].elbo


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    missing = [
        variant
        for study in STUDIES.values()
        for variant in study.variants
        if not path_of(variant).is_file()
    ]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=context, initializer=one_thread) as pool:
        running = {pool.submit(make, variant): variant for variant in missing}
        for i, done in enumerate(as_completed(running)):
            print(i + 1, len(missing), running[done], done.result(), flush=True)
