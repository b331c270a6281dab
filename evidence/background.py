"""Programs that run next to the claims if what they make is stale; pyproject.toml names them."""

import subprocess
import sys
import tempfile
from contextlib import contextmanager

from tqdm import tqdm

from evidence.files import ROOT
from evidence.progress import steps
from evidence.settings import called, settings


@contextmanager
def programs():
    """Run the stale programs while the body runs. Yields a list, which holds their exit statuses after the body.

    The output of a program is shown when it has ended, so that it does not cut the bar.
    """
    named = settings()["background"].items()
    modules = [module for module, states in named if called(states)()]
    statuses, started = [], []
    with steps(len(modules)) as finished:
        try:  # Ctrl-C may come before the last has started
            for module in modules:
                output = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115
                command = [sys.executable, "-m", module]
                process = subprocess.Popen(
                    command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT
                )
                started.append((module, process, output))
            yield statuses
            for module, process, output in started:
                statuses.append(process.wait())
                output.seek(0)
                tqdm.write(output.read(), end="")
                finished(module)
        except BaseException:
            for _, process, _ in started:
                process.terminate()
            for _, process, _ in started:
                process.wait()
            raise
