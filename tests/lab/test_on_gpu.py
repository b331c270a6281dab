"""`make test GPU=1`, on a machine without one: what make would run, and which test process would take which GPU."""

import os
import shutil
import subprocess
import sys

import pytest

from evidence.files import ROOT
from tests.evidence.copied_project import OURS

CONFTEST = """
from evidence import plugin
from lab import gpus

plugin.cores = lambda: 5  # it too says how many test processes there are
gpus.names = lambda: ["4", "GPU-8f2a"]
gpus.set_up = lambda: print("set up")
pytest_plugins = ["evidence.pytest_plugin", "tests.on_gpu"]
"""
NO_GPU = """
from lab import gpus

def names():  # what TensorFlow's own answer leads to: tests/lab/test_gpus.py
    raise ValueError("GPU=1, but there is none")

gpus.names = names
pytest_plugins = ["tests.on_gpu"]
"""
TEST = """
import os
from pathlib import Path

def test_it():
    who = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    Path(who).write_text(os.environ.get("CUDA_VISIBLE_DEVICES", "not set"))
"""


def pytest_in(folder, *arguments, **environment):
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    usual = {"PYTHONPATH": str(ROOT), "CUDA_VISIBLE_DEVICES": "4,GPU-8f2a"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=kept | usual | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-n", "auto"], {"gw0": "4", "gw1": "GPU-8f2a"}),
        (["-n", "3"], {"gw0": "4", "gw1": "GPU-8f2a", "gw2": "4"}),
        ([], {"alone": "4,GPU-8f2a"}),
    ],
    ids=" ".join,
)
def test_test_processes_take_gpus_in_turn(tmp_path, arguments, expected):
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for number in range(6):
        (tmp_path / f"test_{number}.py").write_text(TEST)
    done = pytest_in(tmp_path, *arguments, GPU="1")
    assert done.returncode == 0, done.stdout + done.stderr
    found = {
        path.name: path.read_text()
        for path in tmp_path.iterdir()
        if path.is_file() and not path.suffix
    }
    assert found == expected
    assert ("set up" in done.stdout) == (arguments == [])  # workers say nothing


@pytest.mark.parametrize("arguments", [[], ["-n", "auto"]], ids=" ".join)
def test_without_a_gpu_pytest_refuses_in_one_line(tmp_path, arguments):
    (tmp_path / "conftest.py").write_text(NO_GPU)
    (tmp_path / "test_it.py").write_text(TEST)
    done = pytest_in(tmp_path, *arguments, GPU="1")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    (line,) = filter(None, (done.stdout + done.stderr).splitlines())
    assert line == "ERROR: GPU=1, but there is none"
    assert not (tmp_path / "alone").exists()


@pytest.mark.parametrize("asked", ["", "0"])
def test_where_none_is_asked_for_nothing_changes(tmp_path, asked):
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_it.py").write_text(TEST)
    done = pytest_in(tmp_path, GPU=asked, CUDA_VISIBLE_DEVICES="5")
    assert done.returncode == 0, done.stdout
    assert (tmp_path / "alone").read_text() == "5"
    assert "set up" not in done.stdout


@pytest.fixture
def make(tmp_path):
    """make in a copy whose Python writes down what it is asked for, and for which $GPU; a driver is there or is not."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    for name in (".venv/bin/python", "bin/nvidia-smi"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(f'#!/bin/sh\necho "$GPU: $@" >> {tmp_path}/ran\n')
        (tmp_path / name).chmod(0o755)
    (tmp_path / "node_modules").mkdir()
    for name in ("uv.lock", "package.json", "package-lock.json"):
        (tmp_path / name).touch()
    for name in (".venv/installed", "node_modules/installed"):
        (tmp_path / name).touch()

    def make(*arguments, driver=True):
        (tmp_path / "ran").write_text("")
        if not driver:
            (tmp_path / "bin/nvidia-smi").write_text("#!/bin/sh\nexit 9\n")
        environment = {
            "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
            "MNIST_NPZ": "mnist.npz",
        }
        environment = {
            name: value
            for name, value in (os.environ | environment).items()
            if name not in ("GPU", "MAKEFLAGS", "MAKELEVEL")
        }
        done = subprocess.run(
            ["make", "--silent", *arguments],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done, (tmp_path / "ran").read_text().splitlines()

    return make


INSTALL = "-m uv sync --frozen --inexact --quiet --group gpu"
needs_make = pytest.mark.skipif(not shutil.which("make"), reason="no make on PATH")


@needs_make
@pytest.mark.parametrize("target", ["evidence", "test", "site"])
def test_make_installs_once_looks_for_a_gpu_and_measures_on_it(make, target):
    done, ran = make(target, "GPU=1")
    assert done.returncode == 0, done.stderr
    asked = [line for line in ran if line != "1: "]  # the driver's
    assert asked[:3] == [f"1: {INSTALL}", "1: -m lab.gpus", "1: -m evidence"]
    _, again = make(target, "GPU=1")
    assert again == asked[1:]


@needs_make
@pytest.mark.parametrize("asked", [[], ["GPU=0"]])
def test_make_looks_for_none_where_none_is_asked_for(make, asked):
    done, ran = make("test", *asked)
    assert done.returncode == 0, done.stderr
    assert ran[0].endswith("-m evidence")
    assert not any("gpu" in line for line in ran)


@needs_make
def test_make_installs_nothing_where_there_is_no_driver(make):
    done, ran = make("test", "GPU=1", driver=False)
    assert done.returncode != 0
    refusal, of_make = done.stderr.splitlines()
    assert refusal.startswith("GPU=1, but TensorFlow sees no GPU here: ")
    assert of_make.startswith("make: ***")
    assert ran == []
