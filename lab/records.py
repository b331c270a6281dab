"""Trainings too long for every build: what they gave is kept in docs/evidence/, with when and where they were made."""

from dataclasses import asdict, dataclass, fields
from pathlib import Path

import numpy as np

import lab.quiet_tensorflow  # noqa: F401  isort: skip
import tensorflow as tf

from evidence import store
from evidence.fingerprint import changes
from evidence.provenance import git, now
from evidence.store import Damaged, Kept
from lab import data, staleness
from lab.experiments import Config, load
from snippets.cvae import make_encoder
from snippets.mnist import load_digits
from snippets.parameterization import log_std
from snippets.training import Epoch

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


def log_std_of(run, config):
    """log σ of the test images after a stored run, float32 (n, 2)."""
    encoder = make_encoder()
    encoder.set_weights(run.encoder)
    _, raw = tf.split(encoder(load_digits().test[: config.test_images]), 2, axis=-1)
    return log_std(raw, config.parameterization).numpy()


def as_epochs(history):
    """The Epochs of a stored run's history."""
    return [Epoch(int(number), *rest) for number, *rest in history.tolist()]


def result_of(config):
    """The stored run of `config` as a Result, or None where it is not finished."""
    run = load(config)
    if run is None:
        return None
    log_sigma = log_std_of(run, config)
    return Result(
        config=config,
        history=as_epochs(run.history),
        first_steps=np.round(run.step_elbo[:FIRST_STEPS].tolist(), 4).tolist(),
        log_std_quantiles=np.percentile(log_sigma, PERCENT).round(4).tolist(),
        seconds=run.seconds,
        device=run.device,
        commit=git("rev-parse", "HEAD"),
        finished=now(),
    )


def as_result(run):
    """A run of a record as a Result."""
    known = {field.name for field in fields(Result)}
    if run.keys() != known:
        raise ValueError(f"a run has {sorted(run)}; expected {sorted(known)}")
    history = [Epoch(**epoch) for epoch in run["history"]]
    return Result(**run | {"config": Config(**run["config"]), "history": history})


def add(study, runs):
    """Add runs, as JSON, to the study's file; one line a run.

    Raises Damaged, and writes nothing, where the file is not sound, or holds runs of other code or data.
    """
    made_of = staleness.of_record(study) | data.inputs()
    earlier = staleness.read_record(study)
    if earlier and (why := [*changes(earlier.inputs, made_of)]):
        raise Damaged(
            f"docs/evidence/{study}.json is of other code or data ({'; '.join(why)}): delete it to begin anew"
        )
    before = earlier.content["runs"] if earlier else []
    kept = Kept(staleness.subject(study), made_of, {"runs": [*before, *runs]})
    store.keep(staleness.place_of(study), kept)


def record(study, configs):
    """Add the runs of `configs` that are finished and new to the study's file. Raises as `add` does."""
    earlier = staleness.read_record(study)
    known = [run["config"] for run in earlier.content["runs"]] if earlier else []
    new = [result_of(config) for config in configs if asdict(config) not in known]
    if any(new):
        add(study, [asdict(result) for result in new if result])


def read(path):
    """The runs, as JSON, of a record that is named by its path from the root, so that the reader's key knows of it.

    Raises as `inputs.sound_record` does.
    """
    return staleness.sound_record(Path(path).stem).content["runs"]


def results(path):
    """The runs of a record at full scale. Raises as `read` does."""
    return [as_result(run) for run in read(path)]


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
