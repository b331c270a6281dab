"""Which processes run, as Linux tells it in /proc, and waiting for what they do."""

import sys
import time
from pathlib import Path

import pytest

needs_proc = pytest.mark.skipif(sys.platform != "linux", reason="needs Linux's /proc")


def is_running(process):
    """Whether a process is there; one that has ended is not, though nobody asked how it ended."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def processes_in(folder):
    """Numbers of the processes whose working folder is this one, or in it."""
    return [
        int(place.parent.name)
        for place in Path("/proc").glob("[0-9]*/cwd")
        if is_in(place, folder)
    ]


def is_in(place, folder):
    try:
        return place.resolve().is_relative_to(folder)
    except OSError:
        return False  # it has just ended


def until(true, seconds=60):
    """What `true()` gave last: something that holds, or after so many seconds what does not."""
    end = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < end:
        time.sleep(0.05)
    return found
