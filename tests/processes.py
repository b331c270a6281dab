"""Finds running processes in Linux's /proc, and waits for conditions."""

import sys
import time
from pathlib import Path

import pytest

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")


def is_running(process):
    """Whether a process runs. A zombie does not: it has ended, and only its exit status is left."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def processes_in(folder):
    """Numbers of the processes whose working folder is `folder` or below it."""
    return [
        int(cwd.parent.name)
        for cwd in Path("/proc").glob("[0-9]*/cwd")
        if is_in(cwd, folder)
    ]


def is_in(cwd, folder):
    try:
        return cwd.resolve().is_relative_to(folder)
    except OSError:
        return False  # the process has just ended


def until(condition, seconds=60):
    """Call `condition` until it returns something true or the time is over; return its last result."""
    end = time.monotonic() + seconds
    while not (found := condition()) and time.monotonic() < end:
        time.sleep(0.05)
    return found
