"""Workers end with the process that started them; on a cluster a lost run is repeated, and other code is refused."""

import json
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from evidence.files import ROOT
from lab import experiments, gpus, workers
from lab.experiments import Config
from tests.lab.conftest import arrays_of, of_run
from tests.lab.work import TENSORFLOW, own_gpu
from tests.processes import is_running, needs_proc, until

ONE_THREAD = "[(1,), (1,)]"  # within an operation, and between operations


@pytest.fixture
def marks(tmp_path):
    """Where trainings leave their marks: of each, its process, and which threads were set."""
    folder = tmp_path / "marks"
    folder.mkdir()
    return lambda: {
        int(path.name.partition("-")[0]): text
        for path in sorted(folder.iterdir())
        if (text := path.read_text())  # a mark is empty until it is written
    }


@pytest.fixture
def start(tmp_path, marks):
    """Start `python -m …` in a group of its own, with a stand-in for TensorFlow; all are ended afterwards."""
    (tmp_path / "tensorflow.py").write_text(TENSORFLOW)
    path = [str(tmp_path), str(ROOT), os.environ.get("PYTHONPATH", "")]
    started = []

    def start(*arguments, **more):
        environment = os.environ | {
            "WORK": str(tmp_path / "marks"),
            "PYTHONPATH": os.pathsep.join(path),
            **more,
        }
        environment.pop(workers.CLUSTER, None)
        # Whoever was started in the background may ignore Ctrl-C, and so would its children.
        before = signal.signal(signal.SIGINT, signal.SIG_DFL)
        with open(tmp_path / "said.txt", "a") as said:
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env=environment,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )
        signal.signal(signal.SIGINT, before)
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize(
    ("send", "what"),
    [
        pytest.param(os.killpg, signal.SIGINT, id="Ctrl-C"),
        pytest.param(os.kill, signal.SIGINT, id="an interrupt"),
        pytest.param(os.kill, signal.SIGKILL, id="kill -9"),
    ],
)
def test_workers_end_with_their_parent(start, marks, send, what, tmp_path):
    """Ctrl-C is what a terminal sends to all of a group."""
    parent = start("tests.lab.work")
    assert until(marks), (tmp_path / "said.txt").read_text()
    assert {*marks().values()} == {ONE_THREAD}
    assert all(map(is_running, marks()))
    send(parent.pid, what)
    assert until(lambda: parent.poll() is not None, seconds=5)
    assert until(lambda: not any(map(is_running, marks())), seconds=5)
    said = (tmp_path / "said.txt").read_text()
    assert said.count("Traceback") <= 1, said


@pytest.mark.slow
def test_each_gpu_has_a_worker_that_sees_no_other(monkeypatch):
    monkeypatch.setattr(gpus, "names", lambda: ["4", "GPU-8f2a"])
    monkeypatch.delenv("GPU", raising=False)
    found = set()
    with workers.processes() as pool:
        assert pool._max_workers == 2
        assert until(lambda: found.update(pool.map(own_gpu, "ab")) or len(found) > 1)
        found.update(pool.map(own_gpu, range(8)))
    assert sorted(gpu for _, gpu in found) == ["4", "GPU-8f2a"]  # a process, one GPU


CONFIGS = [Config("log_variance", seed) for seed in range(9)]


@pytest.fixture
def cluster(start, tmp_path, monkeypatch, trainings):
    """A scheduler on loopback; starts workers by `start(**environment)`."""
    pytest.importorskip(
        "distributed", reason="Dask is optional: the group `cluster` of pyproject.toml"
    )
    file = tmp_path / "scheduler.json"
    local = ["--host", "127.0.0.1", "--no-dashboard"]
    place = ["--port", "0", "--scheduler-file", str(file)]
    start("distributed.cli.dask_scheduler", *local, *place)
    said = tmp_path / "said.txt"
    assert until(lambda: file.exists() and file.read_text()), said.read_text()
    address = json.loads(file.read_text())["address"]
    monkeypatch.setenv(workers.CLUSTER, address)
    monkeypatch.setattr(experiments, "executor", workers.executor)
    worker = ["distributed.cli.dask_worker", address, *local]
    worker += ["--no-nanny", "--preload", "tests.lab.work", "--nthreads", "1"]
    return lambda **more: start(*worker, **more)


@pytest.mark.slow
def test_a_run_whose_worker_is_killed_is_made_by_another(cluster, marks, trainings):
    """Every run once, and whole: what the store has is what each training gave."""
    first, second = cluster(), cluster()

    def kill_one():
        assert until(lambda: marks().keys() >= {first.pid, second.pid})
        first.kill()

    with ThreadPoolExecutor(1) as beside:
        killed = beside.submit(kill_one)
        experiments.run_missing(CONFIGS)
    killed.result()
    assert trainings.made == []  # none here
    assert {*marks().values()} == {ONE_THREAD}
    for config in CONFIGS:
        np.testing.assert_array_equal(
            experiments.stored(config).arrays["history"], arrays_of(config)["history"]
        )


@pytest.mark.slow
@pytest.mark.parametrize("wrong_first", [True, False])
def test_a_worker_with_other_code_takes_no_task(
    cluster, marks, tmp_path, wrong_first, capfd
):
    """It fails in no time, so it would take them all. It is refused if it is there at first and if it joins later."""
    if wrong_first:
        wrong = cluster(OTHER_CODE="1")
        assert until(lambda: "Registered to" in (tmp_path / "said.txt").read_text())
    right = cluster()
    with workers.executor(of_run()) as pool:
        made = [pool.submit(experiments.make, config, of_run()) for config in CONFIGS]
        if not wrong_first:
            wrong = cluster(OTHER_CODE="1")
        assert until(lambda: wrong.poll() is not None)
        assert [each.result().inputs for each in made] == [of_run()] * len(CONFIGS)
    assert marks().keys() == {right.pid}
    assert "numpy was 2.0, is 2.1" in capfd.readouterr().out
