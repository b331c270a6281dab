"""Programs that run next to the claims if what they make is stale; pyproject.toml names them."""

import subprocess
import sys
import threading
from contextlib import contextmanager

from tqdm import tqdm

from evidence.files import ROOT
from evidence.progress import steps
from evidence.settings import called, settings


def stale():
    """The modules of the programs that have something to make."""
    return [
        module
        for module, states in settings()["background"].items()
        if called(states)()
    ]


def start(module):
    return subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def follow(process, module, finished):
    """Wait for a program. Its output is shown when it has ended, so that it does not cut the bar."""
    said, _ = process.communicate()
    if said:
        tqdm.write(said, end="")
    finished(module)


@contextmanager
def programs():
    """Run what is stale next to the body. Yields a list that holds the exit status of each, once the body is left."""
    modules, statuses = stale(), []
    started, followers = [], []
    with steps(len(modules)) as finished:
        try:  # Ctrl-C may come before the last has started, and when all but one have ended
            for module in modules:
                process = start(module)
                started.append(process)
                follower = threading.Thread(
                    target=follow, args=(process, module, finished)
                )
                followers.append(follower)
                follower.start()
            yield statuses
            for follower in followers:
                follower.join()
        except BaseException:
            for process in started:
                process.terminate()
            for follower in followers:
                follower.join()
            raise
        statuses += [process.returncode for process in started]
