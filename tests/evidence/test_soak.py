"""`python -m evidence` killed at random moments: what is kept is always whole, and in the end the same."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.evidence.elsewhere import claims, run, settle

MOMENTS = 20
SLOWLY = "time.sleep(0.2)"
FILES = {
    "conftest.py": 'pytest_plugins = ["evidence.plugin"]\n',
    "pyproject.toml": '[tool.evidence]\nclaims = "test_*.py"\n',
    "test_one.py": claims("one", "two", body=SLOWLY),
    "test_other.py": claims("three", "four", body=SLOWLY),
}


def kept(root):
    """What each file's claims found, without the seconds that it took; each file must be whole."""
    found = {}
    for path in sorted((root / "build").rglob("test_*.json")):
        found[path.name] = json.loads(path.read_text())["content"]["claims"]
        for claim in found[path.name].values():
            del claim["seconds"]
    return found


def processes_in(root):
    folders = Path("/proc").glob("[0-9]*/cwd")
    return [folder for folder in folders if is_in(folder, root)]


def is_in(folder, root):
    try:
        return folder.resolve().is_relative_to(root)
    except OSError:
        return False  # it has just ended


def kill_after(seconds, root):
    """Let the command measure for so long; then end it, not its workers, as the kernel does where memory is short."""
    command = subprocess.Popen(
        [sys.executable, "-m", "evidence"],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": ""},
    )
    time.sleep(seconds)
    command.send_signal(signal.SIGKILL)
    command.wait()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="counts processes in /proc")
def test_killed_at_any_moment_it_keeps_what_is_whole(tmp_path):
    undisturbed, root = tmp_path / "undisturbed", tmp_path / "killed"
    settle(undisturbed, FILES)
    settle(root, FILES)
    started = time.monotonic()
    code, said = run(undisturbed, "evidence")
    assert code == 0, said
    whole = time.monotonic() - started

    moments = random.Random(0)
    for _ in range(MOMENTS):
        for path in (root / "build").rglob("test_*.json"):
            path.unlink()  # else nothing is left to do
        kill_after(moments.uniform(0, whole), root)
        assert kept(root).items() <= kept(undisturbed).items()
    code, said = run(root, "evidence")
    assert code == 0, said
    assert kept(root) == kept(undisturbed)
    assert not [*(root / "build").rglob(".*")]
    deadline = time.monotonic() + 10
    while processes_in(root):
        assert time.monotonic() < deadline, "its workers are still there"
        time.sleep(0.1)
