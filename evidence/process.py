"""What this process may use, and when it ends."""

import os
import platform
import signal
import threading
import time

from evidence.files import is_alive

# Its value is the number of the process that starts the leader of a group.
ENDS_WITH_PARENT = "ENDS_WITH_PARENT"


def cores():
    """How many cores this process may use, which can be fewer than the machine has."""
    allowed = getattr(os, "sched_getaffinity", None)
    return len(allowed(0)) if allowed else os.cpu_count()


def processor():
    """The processor's name as Linux reports it, otherwise Python's name for the platform."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(
                line.split(":")[1].strip()
                for line in file
                if line.startswith("model name")
            )
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def end_with_parent():
    """If $ENDS_WITH_PARENT is set, end this process and its group when its parent or that process has ended, even by a kill."""
    if not (starter := os.environ.get(ENDS_WITH_PARENT)):
        return
    parent = os.getppid()

    def wait():
        # The parent may have ended before this process read its number.
        while os.getppid() == parent and is_alive(int(starter)):
            time.sleep(0.5)
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()
