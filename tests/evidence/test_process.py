"""What this process may use, and that it ends with its parent where it is asked to."""

import os
import subprocess
import sys

import pytest

from evidence import process
from evidence.files import ROOT
from tests.processes import is_running, needs_proc, until


def test_cores_are_those_that_may_be_used(monkeypatch):
    monkeypatch.setattr(
        process.os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False
    )
    monkeypatch.setattr(process.os, "cpu_count", lambda: 64)
    assert process.cores() == 3
    monkeypatch.delattr(process.os, "sched_getaffinity")
    assert process.cores() == 64


CHILD = "from evidence.process import end_with_parent; end_with_parent(); print(flush=True); import time; time.sleep(60)"
PARENT = f"""
import subprocess, sys
child = subprocess.Popen(
    [sys.executable, "-c", {CHILD!r}],
    stdout=subprocess.PIPE,
    stderr=subprocess.DEVNULL,
    start_new_session=True,
)
child.stdout.readline()  # it watches now
print(child.pid, flush=True)
"""


@needs_proc
@pytest.mark.parametrize("asked", [True, False])
def test_it_ends_with_its_parent_where_it_is_asked_to(asked):
    wish = {process.ENDS_WITH_PARENT: "1"} if asked else {}
    said = subprocess.run(
        [sys.executable, "-c", PARENT],
        cwd=ROOT,
        env={**os.environ, **wish},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    child = int(said)
    try:
        ended = until(lambda: not is_running(child), 20 if asked else 1.5)
        assert ended == asked
    finally:
        if is_running(child):
            os.kill(child, 9)
