"""What workers do in the tests of them: trainings that sleep, without TensorFlow.

As a command, `executor()` with workers that are busy for a minute. As Dask's `--preload`, a worker that trains so,
with other code if $OTHER_CODE is set. Each training leaves a file in the folder $WORK that is named after its process.
"""

import os
import sys
import time
from pathlib import Path

from lab import experiments, staleness
from lab.workers import executor
from tests.lab.conftest import arrays_of, of_run

THREADS = (
    "tensorflow.py",
    """\
import os
from types import SimpleNamespace

SET = []
threading = SimpleNamespace(
    set_intra_op_parallelism_threads=SET.append, set_inter_op_parallelism_threads=SET.append
)
config = SimpleNamespace(
    threading=threading,
    list_physical_devices=lambda kind: [],
    experimental=SimpleNamespace(get_device_details=None),
)
""",
)  # in TensorFlow's place: it notes what is set


def leave_mark():
    tensorflow = sys.modules.get("tensorflow")
    name = Path(os.environ["WORK"]) / f"{os.getpid()}-{time.monotonic_ns()}"
    name.write_text(repr(getattr(tensorflow, "SET", None)))


def work_for_a_minute(_):
    leave_mark()
    time.sleep(60)


def own_gpu(_):
    time.sleep(0.1)
    return os.getpid(), os.environ.get("CUDA_VISIBLE_DEVICES")


def train_here(config):
    leave_mark()
    time.sleep(1)
    return arrays_of(config), 1.0


def dask_setup(worker):
    other = {"numpy": "2.1"} if "OTHER_CODE" in os.environ else {}
    experiments.train_here = train_here
    staleness.of_run = lambda: of_run() | other


if __name__ == "__main__":
    with executor({}) as pool:
        print(*pool.map(work_for_a_minute, range(9)))
