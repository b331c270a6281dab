"""Which of the project's files are opened while something runs in this process."""

import contextlib
import os
import sys

from evidence.files import ROOT

IGNORED = (".venv", "node_modules", "build", "site", ".git")
WATCHING = []  # the sets that are being filled


def hook(event, arguments):
    if not (WATCHING and event == "open" and isinstance(arguments[0], str)):
        return
    path = os.path.realpath(arguments[0])
    inside = path.startswith(f"{ROOT}{os.sep}") and os.path.isfile(path)
    if inside and not path.endswith(".pyc"):
        name = os.path.relpath(path, ROOT).replace(os.sep, "/")
        if name.partition("/")[0] not in IGNORED:
            for opened in WATCHING:
                opened.add(name)


sys.addaudithook(hook)


@contextlib.contextmanager
def watching():
    """Gives a set that fills with the names, from the root, of the files that are opened."""
    opened = set()
    WATCHING.append(opened)
    try:
        yield opened
    finally:
        # Not by value: two sets that hold the same are not the same.
        WATCHING[:] = [each for each in WATCHING if each is not opened]
