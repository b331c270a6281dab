"""Trainings that claims rest on: a Config says what is trained, `run_missing` trains it once, and a Result is what is kept."""

import math
import platform
import threading
from concurrent.futures import as_completed
from dataclasses import astuple, dataclass, fields

import numpy as np
from tqdm import tqdm

from evidence import store
from evidence.files import ROOT
from evidence.fingerprint import changes
from evidence.process import processor
from evidence.provenance import git, now
from lab import gpus, staleness
from lab.workers import executor

ONE_AT_A_TIME = threading.Lock()  # TensorFlow's seed is one for all threads
STORE = ROOT / "build" / "runs"
FIRST_STEPS = 100  # enough to tell one training from another
PERCENT = (1, 5, 25, 50, 75, 95, 99)
NETWORKS = ("encoder", "decoder")


@dataclass(frozen=True)
class Config:
    """One training on the first `train_images` and `test_images` of the data set; by default at build scale.

    All that follows is as in the tutorial by default. `first_weights` multiplies the head's initial kernel,
    `head_rate` each step of its kernel and bias, and `into_trunk` the gradient that it sends to the layers below.
    `first_output` is its initial bias.
    """

    parameterization: str
    seed: int
    epochs: int = 1
    train_images: int = 12_800
    test_images: int = 2_000
    first_weights: float = 1.0
    head_rate: float = 1.0
    into_trunk: float = 1.0
    first_output: float = 0.0
    optimizer: str = "adam"
    learning_rate: float = 1e-4
    latents: int = 2

    @property
    def changes(self):
        """What differs from the tutorial's training, by name."""
        return {
            field.name: value
            for field in fields(self)[5:]
            if (value := getattr(self, field.name)) != field.default
        }

    def as_dict(self):
        """As JSON has it: its first five fields, and what is changed."""
        return {each.name: getattr(self, each.name) for each in fields(self)[:5]} | (
            self.changes
        )


RAW_VARIANCE = Config("raw_variance", 0, train_images=3_200)  # a NaN needs no more
BUILD_SCALE = (
    Config("log_variance", 0),
    Config("log_std", 0),
    Config("softplus_std", 0),
    Config("shifted_softplus_std", 0),
    RAW_VARIANCE,
)


@dataclass(frozen=True)
class Result:
    """A finished training, from the store or from a record; nats.

    `history` has test means after each epoch, as `snippets.training.Epoch`s, `first_steps` the ELBO of the first
    batches, and `log_std_quantiles` the PERCENT quantiles of the test images' log σ. Only the store has the rest:
    the ELBO of all batches, float32, and the weights in Keras's order.
    """

    config: Config
    history: list
    first_steps: list[float]
    device: str
    finished: str
    seconds: float = math.nan
    commit: str = ""
    log_std_quantiles: list[float] = ()
    step_elbo: np.ndarray = None
    encoder: list[np.ndarray] = ()
    decoder: list[np.ndarray] = ()


def subject(config):
    return {"run": config.as_dict()}


def path_of(config):
    changed = "".join(f"-{name}={value}" for name, value in config.changes.items())
    images = f"{config.epochs}x{config.train_images}"
    return STORE / f"{config.parameterization}-{config.seed}-{images}{changed}.npz"


def stored(config):
    """The Kept of a training by the code, data and versions that are here, or None. Raises Damaged."""
    kept = store.read(path_of(config), subject(config))
    current = kept and not [*changes(kept.inputs, staleness.of_run())]
    return kept if current else None


def load(config):
    """The Result that is stored, or None as `stored`. Raises Damaged."""
    kept = stored(config)
    if kept is None:
        return None
    from snippets.training import Epoch  # a process that only looks needs no TensorFlow

    arrays = kept.arrays
    weights = {
        network: [each for name, each in arrays.items() if name.startswith(network)]
        for network in NETWORKS
    }
    first_steps = arrays["step_elbo"][:FIRST_STEPS].tolist()
    return Result(
        config=config,
        history=[Epoch(int(n), *rest) for n, *rest in arrays["history"].tolist()],
        first_steps=np.round(first_steps, 4).tolist(),
        log_std_quantiles=arrays["log_std_quantiles"].tolist(),
        step_elbo=arrays["step_elbo"],
        **weights,
        **kept.made,
    )


def train_here(config):
    """Train a configuration in this process; return the arrays of its Result by name, and how long it took, in s."""
    from lab import training_step
    from snippets.mnist import load_digits

    digits = load_digits()
    trained = training_step.train(config, digits)
    test = training_step.images_of(config, digits).test
    _, log_sigma = training_step.encoded(trained.encoder, test, config)
    arrays = {
        "step_elbo": trained.step_elbo,
        "history": np.array([astuple(epoch) for epoch in trained.history]),
        "log_std_quantiles": np.percentile(log_sigma, PERCENT).round(4),
    }
    for network in NETWORKS:
        weights = getattr(trained, network).get_weights()
        arrays |= {f"{network}_{i}": array for i, array in enumerate(weights)}
    return arrays, trained.seconds


def make(config, made_of):
    """Train a configuration in a worker, which may be on another machine; return its Kept.

    Raises ValueError if code, data or versions are not those that the result will be kept under.
    """
    if why := [*changes(made_of, staleness.of_run())]:
        raise ValueError(
            f"{platform.node()} has other code or data than expected: {'; '.join(why)}"
        )
    with ONE_AT_A_TIME:
        arrays, seconds = train_here(config)
    made = {
        "seconds": seconds,
        "device": gpus.in_words() or processor(),
        "commit": git("rev-parse", "HEAD"),
        "finished": now(),
    }
    return store.Kept(subject(config), made_of, {}, made, arrays)


def run_missing(configs):
    """Train those of `configs` that are not stored, side by side, here or on a cluster.

    If one fails, the others are trained and stored before its error is raised. Raises Damaged, before any training,
    if a stored file is not sound.
    """
    missing = [config for config in configs if stored(config) is None]
    if not missing:
        return
    faults, made_of = [], staleness.of_run()
    with executor(made_of) as pool:
        running = {pool.submit(make, config, made_of): config for config in missing}
        done_ones = as_completed(running)
        for done in tqdm(done_ones, total=len(running), disable=None):  # on a terminal
            if fault := done.exception():
                faults.append(fault)
            else:
                store.keep(path_of(running[done]), done.result())
    if faults:
        raise faults[0]


def complete_build_scale():
    run_missing(BUILD_SCALE)


def trained(config):
    """The stored Result of `config`; if it is missing, all of the build's scale is trained."""
    run_missing(BUILD_SCALE if config in BUILD_SCALE else [config])
    return load(config)
