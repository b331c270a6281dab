"""What the project's modules read while they run: files that they open, and folders that they list.

A hook records each of them for the innermost module of the project on the stack, as long as this process runs. So a
file that `records.py` keeps in a cache, for example, is an input of every claim that imports this module.
Files that a library opens in C or C++ are not seen; a function in [tool.evidence.inputs] can add them.
"""

import functools
import os
import sys
from collections import defaultdict
from pathlib import Path

from evidence.files import ROOT, file_hash, sha256
from evidence.settings import settings

IGNORED = {".venv", "node_modules", "build", "site", ".git"}  # made, not written
HERE = f"{Path(__file__).parent.name}/"
PYTHON_ITSELF = ("<frozen importlib", f"{os.__file__.removesuffix('os.py')}linecache")

READ = defaultdict(set)  # module -> files and folders; a folder's name ends with "/"
FIRST = {}  # of each of them `content`, as it was before it was read
ATTEMPTED = set()  # top-level names of modules that an import or `find_spec` looked for
running = None  # the test file whose claim runs; what no module opened, it opened


def content(name):
    """SHA-256 (hex) of a file's bytes, or of the names in a folder; None if there is no such file or folder."""
    try:
        if name.endswith("/"):
            made = {"__pycache__", *(IGNORED if name == "./" else ())}
            return sha256("\n".join(sorted({*os.listdir(ROOT / name)} - made)))
        return file_hash(ROOT / name)
    except OSError:
        return None


def changed(name):
    """Whether a file or folder that was read is no longer as it was before."""
    return content(name) != FIRST[name]


def name_of(path):
    """A path from the root, with slashes; None if it is outside of the project, or in a folder of made files.

    A link is named by where it is, not by what it leads to.
    """
    for absolute in (os.path.abspath(path), os.path.realpath(path)):
        if f"{absolute}{os.sep}".startswith(f"{ROOT}{os.sep}"):
            name = os.path.relpath(absolute, ROOT).replace(os.sep, "/")
            return None if name.split("/")[0] in IGNORED else name
    return None


@functools.cache
def module_of(file):
    """The name of a code object's file if it is one of the project's and not of evidence/, else None."""
    name = name_of(file) if os.path.isabs(file) else None
    return name if name and not name.startswith(HERE) else None


def loaded_modules():
    """The project's modules that this process has imported."""
    modules = [*sys.modules.values()]
    files = {getattr(each, "__dict__", {}).get("__file__") for each in modules}
    return {module_of(file) for file in files if file} - {None}


def asker(frame):
    """The module that asked for a file; None if Python did, to import it or to quote it in a traceback."""
    while frame:
        file = frame.f_code.co_filename
        if file.startswith(PYTHON_ITSELF):
            return None
        if module := module_of(file):
            return module
        frame = frame.f_back
    return running


def looked_for():
    """Top-level names of the modules that this process has imported, or looked for in vain."""
    return ATTEMPTED | {name.partition(".")[0] for name in sys.modules}


class Finder:
    """Runs before Python's own finders, and finds nothing: it records which modules are looked for."""

    @staticmethod
    def find_spec(name, path=None, target=None):
        ATTEMPTED.add(name.partition(".")[0])


def refuse_undeclared(frame):
    """Raise if a claim is about to start a program whose inputs nobody declared."""
    while frame and frame.f_code.co_filename.endswith(f"{os.sep}subprocess.py"):
        frame = frame.f_back
    module = frame and module_of(frame.f_code.co_filename)
    if running and module and module not in settings()["programs"]:
        raise RuntimeError(
            f"{module} starts a program: list the files that this program reads in pyproject.toml,"
            " [tool.evidence.programs]"
        )


def note_read(path, suffix, frame):
    name = name_of(os.fsdecode(path))
    if name and not name.endswith(".pyc") and (module := asker(frame)):
        name += suffix
        READ[module].add(name)
        if name not in FIRST:
            FIRST[name] = None  # because to read it calls the hook again
            FIRST[name] = content(name)


def hook(event, arguments):
    if event == "subprocess.Popen":
        refuse_undeclared(sys._getframe(1))
    elif event in ("open", "os.listdir", "os.scandir"):
        path = "." if arguments[0] is None else arguments[0]
        writes = event == "open" and arguments[2] & (os.O_WRONLY | os.O_TRUNC)
        if not writes and not isinstance(path, int):
            note_read(path, "" if event == "open" else "/", sys._getframe(1))


sys.addaudithook(hook)
sys.meta_path.insert(0, Finder)
