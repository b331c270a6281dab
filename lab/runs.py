"""Trainings that claims rest on: made once, side by side, and stored under a key of everything they depend on."""

import functools
import hashlib
import importlib.metadata
import json
import multiprocessing
import os
import sys
import zipfile
import zlib
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from dataclasses import asdict, astuple, dataclass

import numpy as np
from tqdm import tqdm

import lab.quiet_tensorflow  # noqa: F401  isort: skip
import tensorflow as tf

from evidence.files import ROOT, SNIPPETS, digest
from snippets.mnist import Digits, load_digits
from snippets.training import Epoch, evaluate, train

STORE = ROOT / "build" / "runs"
DAMAGED = (
    OSError,
    ValueError,
    KeyError,
    EOFError,
    TypeError,
    zipfile.BadZipFile,
    zlib.error,
)
TRAINING_SOURCES = ("parameterization.py", "cvae.py", "training.py")


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
    """A finished training. `reconstruction` and `kl` are per test image, float32, nats; weights as Keras orders them."""

    data: str
    history: list[Epoch]
    step_elbo: np.ndarray
    reconstruction: np.ndarray
    kl: np.ndarray
    encoder: list[np.ndarray]
    decoder: list[np.ndarray]
    device: str
    seconds: float


@functools.cache
def data_set():
    """Name and SHA-256 (hex) of the very images that trainings here would get."""
    digits = load_digits()
    content = hashlib.sha256(digits.train.tobytes() + digits.test.tobytes())
    return {"name": digits.name, "sha256": content.hexdigest()}


def versions():
    return {
        name: importlib.metadata.version(name)
        for name in ("tensorflow", "keras", "numpy")
    }


def sources_of_training():
    """SHA-256 (hex) of the files that a training runs."""
    return digest(SNIPPETS / name for name in TRAINING_SOURCES)


@functools.cache
def key_of(config):
    """SHA-256 (hex) of what a run depends on: its sources, its configuration, the data and the versions."""
    total = hashlib.sha256()
    for name in TRAINING_SOURCES:
        total.update((SNIPPETS / name).read_bytes())
    facts = [asdict(config), [*versions().values()], data_set()["sha256"]]
    total.update(json.dumps(facts).encode())
    return total.hexdigest()


def path_of(config):
    return STORE / f"{config.parameterization}-{config.seed}-{key_of(config)[:16]}.npz"


def save(path, run):
    """Write a run whole or not at all."""
    arrays = {f"encoder_{i}": array for i, array in enumerate(run.encoder)}
    arrays |= {f"decoder_{i}": array for i, array in enumerate(run.decoder)}
    facts = {"data": run.data, "device": run.device, "seconds": run.seconds}
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.npz")
    np.savez_compressed(
        temporary,
        facts=json.dumps(facts),
        history=np.array([astuple(epoch) for epoch in run.history]),
        step_elbo=run.step_elbo,
        reconstruction=run.reconstruction,
        kl=run.kl,
        **arrays,
    )
    temporary.replace(path)


def load(path):
    """The stored run, or None where there is none; a damaged file is named and counts as none."""
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        facts = json.loads(str(arrays["facts"]))
        return Run(
            history=[
                Epoch(int(number), *rest)
                for number, *rest in arrays["history"].tolist()
            ],
            step_elbo=arrays["step_elbo"],
            reconstruction=arrays["reconstruction"],
            kl=arrays["kl"],
            encoder=[arrays[f"encoder_{i}"] for i in range(6)],
            decoder=[arrays[f"decoder_{i}"] for i in range(8)],
            **facts,
        )
    except FileNotFoundError:
        return None
    except DAMAGED as fault:
        print(f"{path.name} is damaged ({fault}); it is made anew", file=sys.stderr)
        return None


def make(config):
    """Train one configuration in this process and store it."""
    digits = load_digits()
    part = Digits(
        digits.name,
        digits.train[: config.train_images],
        digits.test[: config.test_images],
    )
    trained = train(part, config.parameterization, config.seed, config.epochs)
    models = trained.encoder, trained.decoder
    reconstruction, kl = evaluate(
        *models, part.test, config.parameterization, config.seed
    )
    run = Run(
        data=digits.name,
        history=trained.history,
        step_elbo=trained.step_elbo,
        reconstruction=reconstruction,
        kl=kl,
        encoder=trained.encoder.get_weights(),
        decoder=trained.decoder.get_weights(),
        device=trained.device,
        seconds=trained.seconds,
    )
    save(path_of(config), run)
    return run.history[-1].elbo


def one_thread():
    """Runs side by side are faster with one thread each than one after the other with all."""
    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def cores():
    """How many cores this process may use, which can be fewer than the machine has."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count()


def executor() -> Executor:
    """Fresh processes: one a core with one thread each; a GPU's work is done by a single one."""
    context = multiprocessing.get_context("spawn")
    if tf.config.list_physical_devices("GPU"):
        return ProcessPoolExecutor(1, mp_context=context)
    return ProcessPoolExecutor(cores(), mp_context=context, initializer=one_thread)


def complete(configs, finished=lambda: None):
    """Train what is missing of `configs`, side by side, with one bar over all; `finished` is called after each."""
    missing = [config for config in configs if load(path_of(config)) is None]
    if not missing:
        return
    with (
        executor() as pool,
        tqdm(total=len(missing), desc="training", unit="run") as bar,
    ):
        running = {pool.submit(make, config): config for config in missing}
        for done in as_completed(running):
            bar.set_postfix_str(
                f"{running[done].parameterization}: ELBO {done.result():.1f} nats"
            )
            bar.update()
            finished()


def trained(config):
    """The stored run of `config`; all of the build's scale is trained where it is missing."""
    complete(BUILD_SCALE if config in BUILD_SCALE else [config])
    return load(path_of(config))


@functools.cache
def elbo_of_images(seed=0):
    """The ELBO of each test image after a training of log σ², in nats, float64."""
    run = trained(Config("log_variance", seed))
    return np.float64(run.reconstruction) - run.kl
