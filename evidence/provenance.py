"""Where and with what the evidence was measured."""

import datetime
import functools
import importlib.metadata
import os
import platform
import subprocess

from evidence.files import ROOT

PACKAGES = ("tensorflow", "keras", "numpy", "scipy")


def git(*arguments):
    """What git says, or "" outside of a checkout."""
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""


def processor():
    """The processor's name as Linux gives it, else the platform's word for it."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(
                line.split(":")[1].strip()
                for line in file
                if line.startswith("model name")
            )
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


@functools.cache  # one session, one date
def provenance():
    """Commit, versions, hardware and date (UTC) of this measurement."""
    import tensorflow as tf  # here: the commit alone is had without its seconds

    gpus = tf.config.list_physical_devices("GPU")
    names = [
        tf.config.experimental.get_device_details(gpu)["device_name"] for gpu in gpus
    ]
    return {
        "commit": git("rev-parse", "HEAD") or "not committed",
        "clean": git("status", "--porcelain") == "",
        "python": platform.python_version(),
        "versions": {name: importlib.metadata.version(name) for name in PACKAGES},
        "device": ", ".join(names) or f"CPU, {os.cpu_count()} × {processor()}",
        "date": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
    }
