"""`python -m evidence` killed at random moments: what is kept is always whole, and in the end the same."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.evidence.copied_project import CONFTEST, claims, run, settle
from tests.processes import needs_proc, processes_in, until

MOMENTS = 6
SLOWLY = "time.sleep(0.2)"
FILES = {
    "conftest.py": CONFTEST,
    "pyproject.toml": '[tool.evidence]\nclaims = "test_*.py"\n',
    "test_one.py": claims("one", "two", body=SLOWLY),
    "test_other.py": claims("three", "four", body=SLOWLY),
}


def measure(root):
    code, said = run(root, "evidence")
    assert code == 0, said
    return kept(root)


def kept(root):
    """What each file's claims found, without the seconds that it took; each file must be whole."""
    found = {}
    for path in (root / "build").rglob("test_*.json"):
        found[path.name] = json.loads(path.read_text())["content"]["claims"]
        for claim in found[path.name].values():
            del claim["seconds"]
    return found


@needs_proc
@pytest.mark.slow
def test_killed_at_any_moment_it_keeps_what_is_whole(tmp_path):
    """Killed as the kernel does where memory is short: the command, and not its workers."""
    settle(tmp_path, FILES)
    started = time.monotonic()
    right = measure(tmp_path)
    seconds, moments = time.monotonic() - started, random.Random(0)
    command = [sys.executable, "-m", "evidence"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    for _ in range(MOMENTS):
        for path in (tmp_path / "build").rglob("test_*.json"):
            path.unlink()  # else nothing is left to do
        environment = {**os.environ, "PYTHONPATH": ""}
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, **quiet)
        time.sleep(moments.uniform(0, seconds))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert kept(tmp_path).items() <= right.items()
    assert measure(tmp_path) == right
    assert until(lambda: not processes_in(tmp_path), 10), "its workers are still there"
