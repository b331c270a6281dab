"""Trainings too long for every build: what they gave is kept in docs/evidence/, with when and where they were made."""

import datetime
import json
from dataclasses import asdict, dataclass

import numpy as np
import tensorflow as tf

from evidence.files import DOCS, read_json, write
from evidence.provenance import git, processor
from evidence.sources import claims_digest
from lab.runs import Config, data_set, load, path_of, sources_of_training, versions
from snippets.cvae import make_encoder
from snippets.mnist import load_digits
from snippets.parameterization import log_std
from snippets.training import Epoch

FOLDER = DOCS / "evidence"
FIRST_STEPS = 100  # enough to tell one training from another
PERCENT = (1, 5, 25, 50, 75, 95, 99)


@dataclass(frozen=True)
class Result:
    """A recorded training: test means after each epoch, ELBO of the first batches, quantiles of log σ at the end."""

    config: Config
    history: list[Epoch]
    first_steps: list[float]
    log_std_quantiles: list[float]
    seconds: float
    device: str
    commit: str
    finished: str


def result_of(config):
    """The stored run of `config` as a Result, or None where it is not finished."""
    run = load(path_of(config))
    if run is None:
        return None
    encoder = make_encoder()
    encoder.set_weights(run.encoder)
    images = load_digits().test[: config.test_images]
    _, raw = tf.split(encoder(images), 2, axis=-1)
    log_sigma = log_std(raw, config.parameterization).numpy()
    written = datetime.datetime.fromtimestamp(
        path_of(config).stat().st_mtime, datetime.UTC
    )
    return Result(
        config=config,
        history=run.history,
        first_steps=np.round(run.step_elbo[:FIRST_STEPS].tolist(), 4).tolist(),
        log_std_quantiles=np.percentile(log_sigma, PERCENT).round(4).tolist(),
        seconds=run.seconds,
        device=processor() if run.device == "CPU" else run.device,
        commit=git("rev-parse", "HEAD"),
        finished=written.isoformat(timespec="seconds"),
    )


def path_to(study):
    return FOLDER / f"{study}.json"


def record(study, configs):
    """Add the runs of `configs` that are finished to the study's file; one line a run."""
    made_of = {
        "sources": sources_of_training(),
        "data": data_set(),
        "versions": versions(),
    }
    earlier = read_json(path_to(study)) or {}
    same = all(earlier.get(name) == value for name, value in made_of.items())
    runs = {json.dumps(run["config"]): run for run in earlier["runs"]} if same else {}
    for config in configs:
        name = json.dumps(asdict(config))
        if name not in runs and (result := result_of(config)):
            runs[name] = asdict(result)
    head = {**made_of, "digest": claims_digest([*runs.values()])}
    lines = ",\n  ".join(map(json.dumps, runs.values()))
    text = json.dumps(head, indent=1)[:-2] + f',\n "runs": [\n  {lines}\n ]\n}}\n'
    write(path_to(study), text)


def results(study):
    """What is recorded of a study. Raises ValueError where it is missing, edited by hand, or of other sources."""
    kept = read_json(path_to(study))
    if kept is None:
        fault = "is missing or cut short"
    elif kept["sources"] != sources_of_training():
        fault = "was measured on other sources"
    elif kept["digest"] != claims_digest(kept["runs"]):
        fault = "is not as the trainings wrote it"
    else:
        return [
            Result(
                **run
                | {
                    "config": Config(**run["config"]),
                    "history": [Epoch(**epoch) for epoch in run["history"]],
                }
            )
            for run in kept["runs"]
        ]
    raise ValueError(f"docs/evidence/{study}.json {fault}: run `make evidence-full`")


def is_recorded(study, config):
    return any(run.config == config for run in results(study))


def final_elbo(run):
    return run.history[-1].elbo


def median_log_std(run):
    """Of the test images, at the end."""
    return run.log_std_quantiles[PERCENT.index(50)]


def by_seed(found, head, measure):
    """What `measure` makes of every run of a head: {seed: number}."""
    return {
        run.config.seed: measure(run)
        for run in found
        if run.config.parameterization == head
    }


def paired(found, one, other, measure=final_elbo):
    """`measure` of the head `other` less that of `one`, for every seed that has both: {seed: difference}."""
    first, second = (by_seed(found, head, measure) for head in (one, other))
    return {seed: second[seed] - first[seed] for seed in sorted(first.keys() & second)}
