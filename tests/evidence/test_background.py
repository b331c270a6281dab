"""`python -m evidence` prepares what claims need, and runs programs that have something to make next to the claims."""

import os
import signal
import subprocess
import sys
import time

import pytest

from tests.evidence.copied_project import claims, run, settle
from tests.processes import needs_proc, processes_in, until

pytestmark = pytest.mark.slow

FILES = {
    "conftest.py": 'pytest_plugins = ["evidence.pytest_plugin"]\n',
    "pyproject.toml": '[tool.evidence]\nclaims = "test_*.py"\n\n[tool.evidence.background]\ndraw = "draw:states"\n\n[tool.evidence.prepare]\n"runs.py" = "making:make"\n"other.py" = "making:fail"\n',
    "draw.py": """\
import pathlib, sys, time

PICTURE = pathlib.Path("picture")

def states():
    return [] if PICTURE.exists() else ["picture is missing"]

if __name__ == "__main__":
    print("drawing")
    pathlib.Path("started").touch()
    if pathlib.Path("broken").exists():
        sys.exit("no ink")
    while pathlib.Path("slow").exists():
        time.sleep(0.1)
    with PICTURE.open("a") as file:
        file.write("x")
""",
    "runs.py": "",
    "other.py": "",
    "making.py": "def make():\n    with open('made', 'a') as file:\n        file.write('x')\n",
    "test_one.py": "import runs\n" + claims("one"),
}


@pytest.fixture
def root(tmp_path):
    settle(tmp_path, FILES)
    return tmp_path


def test_what_is_stale_is_made_once_and_named_by_status(root):
    code, said = run(root, "evidence", "status")
    assert said.startswith("test_one.py: not measured yet\npicture is missing\n")
    code, said = run(root, "evidence")
    assert code == 0, said
    assert "drawing" in said
    code, said = run(root, "evidence")
    assert (code, "drawing" in said) == (0, False)
    assert (root / "picture").read_text() == "x"
    assert run(root, "evidence", "status")[1].startswith("all current\n")
    assert (root / "made").read_text() == "x"


def test_its_fault_is_told_and_claims_are_measured_all_the_same(root):
    (root / "broken").touch()
    code, said = run(root, "evidence")
    assert code == 1
    assert "no ink" in said
    assert run(root, "evidence", "status")[1].startswith("picture is missing\n")


@needs_proc
def test_it_ends_when_the_command_is_stopped(root):
    """Ctrl-C reaches the command alone, as where it was sent by another program, which waits for the last that it started."""
    (root / "slow").touch()
    run(root, "pytest", "-q")
    command = subprocess.Popen(
        [sys.executable, "-m", "evidence"],
        cwd=root,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        env={**os.environ, "PYTHONPATH": ""},
    )
    while not (root / "started").exists():
        assert command.poll() is None
        time.sleep(0.1)
    command.send_signal(signal.SIGINT)
    assert "stopped: what was finished is kept" in command.communicate(timeout=5)[1]
    assert not (root / "picture").exists()
    assert until(lambda: not processes_in(root), 5)
