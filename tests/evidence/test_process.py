"""What this process may use, and that it ends with its parent where it is asked to."""

import io
import os
import subprocess
import sys
from types import SimpleNamespace

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


def test_the_processor_has_its_name(monkeypatch):
    said = "processor\t: 0\nmodel name\t: Fast: One\nmodel name\t: Other\n"

    def file(path, encoding):
        assert (path, encoding.lower()) == ("/proc/cpuinfo", "utf-8")
        return io.StringIO(said)

    monkeypatch.setattr(process, "open", file, raising=False)
    assert process.processor() == "Fast"
    monkeypatch.setattr(process.platform, "processor", lambda: "arm")
    said = "processor\t: 0\n"
    assert process.processor() == "arm"


@pytest.mark.parametrize(("name", "shown"), [("arm", "arm"), ("", "aarch64")])
def test_where_the_file_is_not_the_platform_says_it(monkeypatch, name, shown):
    def missing(path, encoding):
        raise FileNotFoundError

    monkeypatch.setattr(process, "open", missing, raising=False)
    monkeypatch.setattr(process.platform, "processor", lambda: name)
    monkeypatch.setattr(process.platform, "machine", lambda: "aarch64")
    assert process.processor() == shown


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


def test_it_looks_twice_a_second_and_keeps_nobody_waiting(monkeypatch):
    """A process that has done its work ends, though it would still watch."""
    waited, ended, threads = [], [], []
    parents = iter([7, 7, 7, 1])
    monkeypatch.setenv(process.ENDS_WITH_PARENT, "1")
    monkeypatch.setattr(process.os, "getppid", lambda: next(parents))
    monkeypatch.setattr(process.os, "killpg", lambda *sent: ended.append(sent))
    monkeypatch.setattr(process.time, "sleep", waited.append)

    def thread(target, daemon=False):
        threads.append(daemon)
        return SimpleNamespace(start=target)

    monkeypatch.setattr(process.threading, "Thread", thread)
    process.end_with_parent()
    assert (waited, threads) == ([0.5, 0.5], [True])
    assert ended == [(0, process.signal.SIGKILL)]


def test_it_watches_nobody_where_it_is_not_asked_to(monkeypatch):
    monkeypatch.delenv(process.ENDS_WITH_PARENT, raising=False)
    monkeypatch.delattr(process.threading, "Thread")
    process.end_with_parent()
