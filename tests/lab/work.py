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

# In TensorFlow's place: it starts at once, and notes what is set.
TENSORFLOW = """
import sys
from unittest.mock import MagicMock

sys.modules[__name__] = MagicMock()
sys.modules[__name__].config.list_physical_devices.return_value = []
"""


def leave_mark():
    set_up = sys.modules["tensorflow"].config.threading.mock_calls
    name = Path(os.environ["WORK"]) / f"{os.getpid()}-{time.monotonic_ns()}"
    name.write_text(f"{[call.args for call in set_up]}")


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
