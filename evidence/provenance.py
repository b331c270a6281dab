"""Where and with what something was measured."""

import datetime
import functools
import importlib.metadata
import os
import platform
import subprocess

from evidence.files import ROOT
from evidence.process import processor
from evidence.settings import called, settings


def git(*arguments):
    """The output of git; "" outside of a checkout or without git."""
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def device():
    """What computes here: the result of the project's `device` function, or the processor."""
    function = settings()["device"]
    named = called(function)() if function else ""
    return named or f"CPU, {os.cpu_count()} × {processor()}"


def now():
    """UTC, ISO 8601, to the second."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")


@functools.cache
def checkout():
    """The commit that was checked out when this process began, and whether the files were unchanged."""
    return {
        "commit": git("rev-parse", "HEAD") or "not committed",
        "clean": git("status", "--porcelain") == "",
    }


def provenance():
    """Commit, Python, versions of the packages that compute, hardware and date of what is measured now."""
    return {
        **checkout(),
        "python": platform.python_version(),
        "versions": {
            name: importlib.metadata.version(name) for name in settings()["packages"]
        },
        "device": device(),
        "date": now(),
    }


def made_with(made):
    """The versions and the hardware of a provenance, in words."""
    versions = {"Python": made["python"]} | made["versions"]
    listed = ", ".join(f"{name} {version}" for name, version in versions.items())
    return f"{listed}; {made['device']}"
