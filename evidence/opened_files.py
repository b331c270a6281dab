"""What the project's modules read: files that they open, folders that they list, modules that they import.

A hook notes each of them for the module that asked, the innermost of the project's on the stack, for as long as this
process lives. So a file that stays in a cache of `lab/records.py`, say, is an input of every later claim that imports
`lab/records.py`. Files that a library opens in C or C++ are not seen; `[tool.evidence.inputs]` can name them.
"""

import contextlib
import functools
import hashlib
import os
import sys
import threading
from collections import defaultdict
from pathlib import Path

from evidence.files import ROOT

IGNORED = {".venv", "node_modules", "build", "site", ".git"}  # made, not written
OURS = f"{Path(__file__).parent.name}/"

READ = defaultdict(set)  # module -> files; a folder's name ends with "/"
IMPORTED = defaultdict(set)  # module -> modules of the project
ATTEMPTED = set()  # top-level names of all modules that were looked for
FIRST = {}  # name -> `content` of it when it was first read in this process
STARTED = set()  # modules that started a program while a claim ran
RUNNING = []  # the test file whose claim runs, if any
LOOKING = threading.local()  # whether the hook itself reads


def content(name):
    """SHA-256 (hex) of a file's bytes, or of the names in a folder; None if there is no such file or folder."""
    path = ROOT / name
    try:
        if name.endswith("/"):
            made = {"__pycache__"} | (IGNORED if path == ROOT else set())
            data = "\n".join(sorted({*os.listdir(path)} - made)).encode()
        else:
            data = path.read_bytes()
    except OSError:
        return None
    return hashlib.sha256(data).hexdigest()


def name_of(path):
    """A path from the root, with slashes; None if it is outside of the project or in a folder of made files.

    A link is named by where it lies, not by what it leads to.
    """
    for absolute in (os.path.abspath(path), os.path.realpath(path)):
        if absolute == str(ROOT):
            return "."
        if absolute.startswith(f"{ROOT}{os.sep}"):
            name = os.path.relpath(absolute, ROOT).replace(os.sep, "/")
            return None if name.split("/")[0] in IGNORED else name
    return None


@functools.cache
def module_of(file):
    """The name of a code object's file, if it is one of the project's."""
    return name_of(file) if os.path.isabs(file) else None


def asker(frame):
    """(module, by): who asked for a file. `by` is "import", "quote" (for a traceback, say) or "code"."""
    by = "code"
    while frame:
        file = frame.f_code.co_filename
        if file.startswith("<frozen importlib"):
            by = "import"
        elif by == "code" and file.endswith(f"{os.sep}linecache.py"):
            by = "quote"
        elif module := module_of(file):
            if not module.startswith(OURS):
                return module, by
            if by == "import":
                return None, by  # what evidence/ imports is its own affair
        frame = frame.f_back
    return (RUNNING[-1] if RUNNING else None), by


def note(name, frame):
    module, by = asker(frame)
    if module is None or by == "quote":
        return
    if by == "import":
        folder, _, file = name.rpartition("/")
        if file.endswith(".pyc"):
            stem = file.partition(".")[0]
            name = f"{folder.removesuffix('__pycache__')}{stem}.py"
        IMPORTED[module].add(name)
    elif name.endswith(".pyc"):
        return
    else:
        READ[module].add(name)
    if name not in FIRST:
        FIRST[name] = content(name)


def note_program(frame):
    while frame and frame.f_code.co_filename.endswith(f"{os.sep}subprocess.py"):
        frame = frame.f_back
    if module := RUNNING and frame and module_of(frame.f_code.co_filename):
        STARTED.add(module)


def hook(event, arguments):
    if event == "import":
        ATTEMPTED.add(arguments[0].partition(".")[0])
    elif event == "subprocess.Popen":
        note_program(sys._getframe(1))
    elif event in ("open", "os.listdir", "os.scandir"):
        path = "." if arguments[0] is None else arguments[0]
        writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_TRUNC)
        if writes or isinstance(path, int) or getattr(LOOKING, "now", False):
            return
        LOOKING.now = True
        try:
            name = name_of(os.fsdecode(path))
            if name is not None:
                note(name if event == "open" else f"{name}/", sys._getframe(1))
        finally:
            LOOKING.now = False


sys.addaudithook(hook)


@contextlib.contextmanager
def running(name):
    """While a claim of this test file runs, what no module of the project asks for is asked for by this file."""
    STARTED.clear()
    RUNNING.append(name)
    try:
        yield
    finally:
        RUNNING.pop()
