"""`python -m lab.run_studies`: train what the studies lack, side by side; each run is recorded as it comes."""

import sys
from concurrent.futures import as_completed
from dataclasses import asdict

import numpy as np

from evidence.cli import run_to_end
from evidence.process import processor
from evidence.progress import steps
from evidence.provenance import now
from lab import data, records, staleness
from lab.studies.starts_slower import STUDIES
from lab.workers import executor

STUDY = "studies"


def make(variant):
    """Train a variant in this process; what the record says of it."""
    from lab.studies.variant import (  # who only asks what is missing waits for none
        EVERY,
        train,
    )
    from snippets.mnist import load_digits

    trained = train(variant, load_digits())
    steps = trained.step_elbo
    whole = len(steps) // EVERY * EVERY
    return {
        "config": asdict(variant),
        "history": [asdict(epoch) for epoch in trained.history],
        "first_steps": np.round(steps[: records.FIRST_STEPS].tolist(), 4).tolist(),
        "course": steps[:whole].reshape(-1, EVERY).mean(axis=1).tolist(),
        "finished": now(),
        "device": processor(),
    }


def missing():
    """The variants that the record lacks, in the order of the studies."""
    kept = staleness.read_record(STUDY)
    known = [run["config"] for run in kept.content["runs"]] if kept else []
    wanted = (variant for study in STUDIES.values() for variant in study.variants)
    return [variant for variant in wanted if asdict(variant) not in known]


def main():
    if data.data_set()["name"] != "MNIST":
        sys.exit("the studies need MNIST: set MNIST_NPZ to a copy of mnist.npz")
    records.add(STUDY, [])  # says now whether the record can take them
    wanted = missing()
    with executor() as pool, steps(len(wanted)) as finished:
        for done in as_completed([pool.submit(make, variant) for variant in wanted]):
            records.add(STUDY, [done.result()])
            finished(done.result()["config"]["parameterization"])


if __name__ == "__main__":
    run_to_end(main)
