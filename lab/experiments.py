"""Trainings that claims rest on: made once, side by side, and stored with all that they depend on."""

import functools
import platform
import threading
from concurrent.futures import as_completed
from dataclasses import asdict, dataclass

import numpy as np

from evidence import store
from evidence.files import ROOT
from evidence.fingerprint import changes
from evidence.process import processor
from evidence.progress import steps
from evidence.store import Kept
from lab import gpus, staleness
from lab.workers import executor

ONE_AT_A_TIME = threading.Lock()  # TensorFlow's seed is one for all threads
STORE = ROOT / "build" / "runs"


@dataclass(frozen=True)
class Config:
    """One training: the first `train_images` and `test_images` of the data set, the tutorial's all else."""

    parameterization: str
    seed: int
    epochs: int = 1
    train_images: int = 19_200
    test_images: int = 2_000


RAW_VARIANCE = Config("raw_variance", 0, train_images=3_200)  # a NaN needs no more
BUILD_SCALE = (
    *(Config("log_variance", seed) for seed in (0, 1, 2)),
    *(Config(head, 0) for head in ("log_std", "softplus_std", "shifted_softplus_std")),
    RAW_VARIANCE,
)


@dataclass(frozen=True)
class Run:
    """A finished training. `reconstruction` and `kl` are per test image, float32, nats; weights as Keras orders them.

    `history` has a row for each epoch, with the fields of `snippets.training.Epoch` in their order.
    """

    history: np.ndarray
    step_elbo: np.ndarray
    reconstruction: np.ndarray
    kl: np.ndarray
    encoder: list[np.ndarray]
    decoder: list[np.ndarray]
    device: str
    seconds: float

    @property
    def elbo(self):
        """Test mean after the last epoch, nats."""
        return float(self.history[-1, 1])


def subject(config):
    return {"run": asdict(config)}


def path_of(config):
    images = f"{config.epochs}x{config.train_images}"
    return STORE / f"{config.parameterization}-{config.seed}-{images}.npz"


def save(config, arrays, made):
    """Store a run whole or not at all. Raises Damaged where the file that it would replace is not sound."""
    kept = Kept(subject(config), staleness.of_run(), {}, made, arrays)
    store.keep(path_of(config), kept)


def weights(arrays, network):
    """The arrays of one network, in Keras's order."""
    count = sum(name.startswith(f"{network}_") for name in arrays)
    return [arrays[f"{network}_{i}"] for i in range(count)]


def load(config):
    """The stored run, or None where there is none of the sources, data and versions as they are. Raises Damaged."""
    kept = store.read(path_of(config), subject(config))
    if kept is None or [*changes(kept.inputs, staleness.of_run())]:
        return None
    plain = ("history", "step_elbo", "reconstruction", "kl")
    return Run(
        **{name: kept.arrays[name] for name in plain},
        encoder=weights(kept.arrays, "encoder"),
        decoder=weights(kept.arrays, "decoder"),
        **kept.made,
    )


def make(config, made_of):
    """Train one configuration in this process, which may be on another machine; give arrays, and how they were made.

    Raises ValueError where code, data or versions are not those that the run will be kept under.
    """
    if why := [*changes(made_of, staleness.of_run())]:
        raise ValueError(
            f"{platform.node()} has other code or data than asked for: {'; '.join(why)}"
        )
    from lab.train_run import train_run  # a process that only reads needs no TensorFlow

    with ONE_AT_A_TIME:
        arrays, made = train_run(config)
    return arrays, made | {"device": gpus.in_words() or processor()}


def complete(configs, finished=lambda: None):
    """Train what is missing of `configs`, side by side, with one bar over all; `finished` is called after each.

    Where one fails, the others are made and stored before it is raised.
    """
    missing = [config for config in configs if load(config) is None]
    if not missing:
        return
    faults, made_of = [], staleness.of_run()
    with executor() as pool, steps(len(missing)) as told:
        running = {pool.submit(make, config, made_of): config for config in missing}
        for done in as_completed(running):
            if fault := done.exception():
                faults.append(fault)
                continue
            config = running[done]
            save(config, *done.result())
            elbo = load(config).elbo
            told(f"{config.parameterization}: ELBO {elbo:.1f} nats")
            finished()
    if faults:
        raise faults[0]


def complete_build_scale():
    complete(BUILD_SCALE)


def trained(config):
    """The stored run of `config`; all of the build's scale is trained where it is missing."""
    complete(BUILD_SCALE if config in BUILD_SCALE else [config])
    return load(config)


@functools.cache
def elbo_of_images(seed=0):
    """The ELBO of each test image after a training of log σ², in nats, float64."""
    run = trained(Config("log_variance", seed))
    return np.float64(run.reconstruction) - run.kl
