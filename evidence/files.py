"""The project that this folder is in: its files' names and hashes, and writing them whole or not at all."""

import hashlib
import json
import os
from pathlib import Path
from threading import get_ident

ROOT = Path(__file__).resolve().parent.parent


def write(path, data):
    """Write ``data`` (str or bytes) to ``path`` under a temporary name, then rename.

    A file that already holds these bytes keeps its time stamp, so that a live reload does not loop.
    Returns whether the file changed. A write that fails leaves nothing behind.
    """
    data = data.encode() if isinstance(data, str) else data
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{get_ident()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def read_json(path):
    """The content of a JSON file; None if there is no such file or it was cut short."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None


def relative(path):
    """A path from the root of the project, with slashes; a path outside of it stays absolute."""
    path = path.resolve()
    inside = path.is_relative_to(ROOT)
    return path.relative_to(ROOT).as_posix() if inside else path.as_posix()


def sha256(text):
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def file_hash(path):
    return sha256(path.read_bytes())
