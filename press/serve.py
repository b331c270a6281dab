"""`python -m press.serve HOST PORT`: serve the site at once, and measure what is stale in the background.

MkDocs serves the site and builds it again when a source or the evidence changes. The process that measures is
started by press/hooks.py; it is the leader of its own group, and ends with MkDocs.
"""

import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

from evidence.files import ROOT
from evidence.process import ENDS_WITH_PARENT
from evidence.settings import settings
from press.claim_index import LOG
from press.paths import DOCS, GENERATED

ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "NO_MKDOCS_2_WARNING": "1",
    # A new .pyc next to a source would build the site again.
    "PYTHONPYCACHEPREFIX": str(ROOT / "build" / "bytecode"),
}
ROOMS = ("snippets", "lab", "tests", "evidence", "press", "widgets")
MEASUREMENTS = (("evidence", "--shortest-first"), ("press.notebook.run",))


def check(host, port):
    """Raise ValueError, with a line that says why, if nothing can listen on host:port."""
    if port not in map(str, range(1, 65536)):
        raise ValueError(f"PORT is {port!r}; expected a number from 1 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, int(port)), family=family).close()
    except OSError as fault:
        other = int(port) % 65535 + 1
        raise ValueError(
            f"nothing can listen on {host}:{port} ({fault.strerror}): try make serve PORT={other}"
        ) from None


class Sources:
    """Told by MkDocs' watcher of every change of a source. What is stale is measured then, one run at a time."""

    def __init__(self):
        self.changed = threading.Event()
        self.changed.set()  # nobody knows what is stale at first
        threading.Thread(target=self.measure, daemon=True).start()

    def dispatch(self, event):
        self.changed.set()

    def measure(self):
        while self.changed.wait():
            self.changed.clear()
            for command in MEASUREMENTS:
                subprocess.run(
                    ["nice", sys.executable, "-m", *command],
                    cwd=ROOT,
                    env=os.environ | {ENDS_WITH_PARENT: str(os.getpid())},
                    process_group=0,  # in this session: Linux weighs sessions against each other, and nice only within one
                    check=False,
                )


def watch(server, docs):
    """Let MkDocs' server build again if a source or the evidence changes, measure, and survive a build that fails."""
    build, sources = server.builder, Sources()

    def build_again():
        try:
            build()
        except Exception as error:  # an author's file may raise anything
            LOG.error(f"{type(error).__name__}: {error}")

    server.builder = build_again
    store = ROOT / settings()["store"]
    store.mkdir(parents=True, exist_ok=True)
    server.unwatch(docs)  # it holds what a build writes
    server.watch(docs, recursive=False)
    server.watch(store)
    rooms = [ROOT / room for room in ROOMS]
    written = [folder for folder in DOCS.iterdir() if folder != GENERATED]
    for folder in filter(Path.is_dir, rooms + written):
        server.watch(folder)
        server.observer.schedule(sources, str(folder), recursive=True)


def main(arguments):
    if len(arguments) != 2:
        sys.exit(f"python -m press.serve takes HOST PORT; got {arguments}")
    host, port = arguments
    try:
        check(host, port)
    except ValueError as fault:
        sys.exit(str(fault))
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    print(f"http://{address}/ is there in some seconds; Ctrl-C ends it", flush=True)
    os.chdir(ROOT)
    mkdocs = [sys.executable, "-m", "mkdocs", "serve", "--no-strict", "--quiet"]
    command = [*mkdocs, "--livereload", "--dev-addr", address]
    here = {"SITE_URL": f"http://{address}/"}
    os.execve(sys.executable, command, os.environ | ENVIRONMENT | here)


if __name__ == "__main__":
    main(sys.argv[1:])
