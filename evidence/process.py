"""What this process may use, and when it ends."""

import os
import platform
import re
import signal
import threading
import time
from pathlib import Path

# Its value is the number of the process that starts the leader of a group.
ENDS_WITH_PARENT = "ENDS_WITH_PARENT"


def cores():
    """How many cores this process may use, which can be fewer than the machine has."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count()


def processor():
    """The processor's name as Linux reports it, otherwise Python's name for the platform."""
    file = Path("/proc/cpuinfo")
    text = file.read_text(encoding="utf-8") if file.is_file() else ""
    named = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return named[1] if named else platform.processor() or platform.machine()


def end_with_parent():
    """If $ENDS_WITH_PARENT is this process's parent, end this process and its group when that ends, even by a kill."""
    if not (parent := os.environ.get(ENDS_WITH_PARENT)):
        return

    def wait():
        while os.getppid() == int(parent):
            time.sleep(0.5)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()
