"""Everything that is kept from one day to the next is written and read here.

A kept thing has what it is `of`, the `inputs` that it was made from, their `key`, how it was `made`, and a `digest`
of all of it. Reading checks them, and so does writing before it replaces a file: a file that was damaged or edited
stops the program with one line, and is never overwritten.
"""

import hashlib
import io
import json
from dataclasses import dataclass, field

import numpy as np

from evidence.files import relative, write
from evidence.fingerprint import key_of


class Damaged(Exception):
    """A kept file was changed after it was written. The message is one line with its name and what to do."""


@dataclass(frozen=True)
class Kept:
    """`content` is JSON; `arrays`, {name: array}, can be kept only in an .npz file."""

    of: dict
    inputs: dict
    content: dict
    made: dict = field(default_factory=dict)
    arrays: dict = field(default_factory=dict)


def canonical(value):
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(kept):
    """SHA-256 (hex) of a kept thing without its key."""
    total = hashlib.sha256()
    for part in (kept.of, kept.inputs, kept.made, kept.content):
        total.update(canonical(part).encode() + b"\n")
    for name, array in sorted(kept.arrays.items()):
        total.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


def header(kept):
    """The header of a file: all but its content."""
    return {
        "of": kept.of,
        "key": key_of(kept.inputs),
        "inputs": kept.inputs,
        "made": kept.made,
        "digest": digest(kept),
    }


def damaged(path, fault):
    return Damaged(
        f"{relative(path)} {fault}: bring it back (git checkout) or delete it; nothing was overwritten"
    )


def read(path, of=None):
    """What is kept at `path`, or None if there is no file.

    Raises Damaged if it is cut short or edited, or of something else than `of`.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise damaged(path, f"cannot be read ({fault.strerror})") from fault
    try:
        if path.suffix == ".npz":
            with np.load(io.BytesIO(data)) as file:  # this unpickles nothing
                arrays = dict(file)
            found = json.loads(str(arrays.pop("header")))
        else:
            found, arrays = json.loads(data), {}
    except Exception as fault:  # a damaged archive fails in many ways
        raise damaged(path, "is cut short or no kept file") from fault
    try:
        parts = [found[name] for name in ("of", "inputs", "content", "made")]
        kept = Kept(*parts, arrays)
        whole = found["key"] == key_of(kept.inputs) and found["digest"] == digest(kept)
    except (KeyError, TypeError) as fault:
        raise damaged(path, f"lacks {fault}") from fault
    if not whole:
        raise damaged(path, "is not as it was written")
    if of is not None and kept.of != of:
        raise damaged(path, f"is of {canonical(kept.of)}, not of {canonical(of)}")
    return kept


def keep(path, kept):
    """Write a kept thing whole or not at all. Raises Damaged if the file that it would replace is not sound."""
    read(path, kept.of)
    whole = header(kept) | {"content": kept.content}
    text = json.dumps(whole, indent=1, ensure_ascii=False, allow_nan=False)
    if path.suffix != ".npz":
        return write(path, text + "\n")
    out = io.BytesIO()
    np.savez_compressed(out, header=np.array(text), **kept.arrays)
    return write(path, out.getvalue())
