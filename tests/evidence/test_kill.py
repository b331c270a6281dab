"""`python -m evidence` is killed while it measures: what was kept is whole, its workers end, and it goes on from there."""

import os
import signal
import subprocess
import sys

import pytest

from evidence import store
from tests.evidence.copied_project import CONFTEST, claims, run, settle
from tests.processes import needs_proc, processes_in, until

FILES = {
    "conftest.py": CONFTEST,
    "pyproject.toml": '[tool.evidence]\nclaims = "test_*.py"\n',
    "test_long.py": claims(
        "long",
        head="import os, time",
        body="while os.path.exists('long'): time.sleep(0.1)",
    ),
    "test_a_short.py": claims("short"),
    "long": "",
}


@needs_proc
@pytest.mark.slow
def test_a_kill_leaves_whole_files_and_no_process(tmp_path):
    """As the kernel does where memory is short: the command is killed, and not its workers."""
    settle(tmp_path, FILES)
    command = subprocess.Popen(
        [sys.executable, "-m", "evidence"],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": ""},
    )
    kept = tmp_path / "build/evidence/test_a_short.json"
    assert until(kept.exists)
    command.send_signal(signal.SIGKILL)
    command.wait()
    assert until(lambda: not processes_in(tmp_path)), "its workers are still there"
    before = store.read(kept)
    (tmp_path / "long").unlink()
    status, said = run(tmp_path, "evidence")
    assert status == 0, said
    assert "measured 1 of 2 claim files, 1 taken as current" in said
    assert store.read(kept) == before
