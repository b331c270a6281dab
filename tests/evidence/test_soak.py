"""`python -m evidence` killed at random moments: what is kept is always whole, and in the end the same."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.evidence.copied_project import claims, run, settle
from tests.processes import needs_proc, processes_in, until

pytestmark = pytest.mark.slow
MOMENTS = 20
SLOWLY = "time.sleep(0.2)"
FILES = {
    "conftest.py": 'pytest_plugins = ["evidence.pytest_plugin"]\n',
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


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """(what is kept where nobody kills, seconds that it takes)."""
    root = tmp_path_factory.mktemp("undisturbed")
    settle(root, FILES)
    started = time.monotonic()
    code, said = run(root, "evidence")
    assert code == 0, said
    return kept(root), time.monotonic() - started


@needs_proc
def test_killed_at_any_moment_it_keeps_what_is_whole(tmp_path, undisturbed):
    settle(tmp_path, FILES)
    right, seconds = undisturbed
    moments = random.Random(0)
    for _ in range(MOMENTS):
        for path in (tmp_path / "build").rglob("test_*.json"):
            path.unlink()  # else nothing is left to do
        kill_after(moments.uniform(0, seconds), tmp_path)
        assert kept(tmp_path).items() <= right.items()
    code, said = run(tmp_path, "evidence")
    assert code == 0, said
    assert kept(tmp_path) == right
    assert not [*(tmp_path / "build").rglob(".*")]
    assert until(lambda: not processes_in(tmp_path), 10), "its workers are still there"
