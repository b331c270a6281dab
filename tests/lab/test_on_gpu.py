"""`make test GPU=1` on a machine without a GPU: which test process would take which."""

import os
import subprocess
import sys

import pytest

from evidence.files import ROOT

CONFTEST = """
from lab import gpus

gpus.names = lambda: ["4", "GPU-8f2a"]
gpus.set_up = lambda: print("set up")
pytest_plugins = ["evidence.pytest_plugin", "tests.on_gpu"]
"""
TEST = """
import os
from pathlib import Path

def test_it():
    who = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    Path(who).write_text(os.environ.get("CUDA_VISIBLE_DEVICES", "not set"))
"""


def pytest_in(folder, *arguments):
    """A run with GPU=1 in a process of its own."""
    ours = ("PYTEST_XDIST_WORKER", "PYTEST_ADDOPTS")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT), "GPU": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["-n", "auto"], {"gw0": "4", "gw1": "GPU-8f2a"}), ([], {"alone": "4,GPU-8f2a"})],
    ids=["one process per GPU", "one process"],
)
def test_test_processes_take_gpus_in_turn(tmp_path, arguments, expected):
    (tmp_path / "conftest.py").write_text(CONFTEST)
    for number in range(6):
        (tmp_path / f"test_{number}.py").write_text(TEST)
    done = pytest_in(tmp_path, *arguments)
    assert done.returncode == 0, done.stdout + done.stderr
    files = [path for path in tmp_path.iterdir() if path.is_file() and not path.suffix]
    assert {path.name: path.read_text() for path in files} == expected
