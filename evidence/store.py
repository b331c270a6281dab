"""Everything that is kept from one day to the next is written and read here.

A kept thing has what it is `of`, the `inputs` that it was made from, how it was `made`, its `content`, and a `digest`
of all of it. Reading checks the digest, and so does writing before it replaces a file: a file that was damaged or
edited stops the program with one line, and is never overwritten.
"""

import hashlib
import io
import json
from dataclasses import dataclass, field

import numpy as np

from evidence.files import relative, write


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
    """SHA-256 (hex) of a kept thing."""
    total = hashlib.sha256()
    for part in (kept.of, kept.inputs, kept.made, kept.content):
        total.update(canonical(part).encode() + b"\n")
    for name, array in sorted(kept.arrays.items()):
        total.update(f"{name} {array.dtype.str} {array.shape}\n".encode())
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()


def as_text(kept):
    """A kept thing without its arrays as JSON."""
    fields = {
        "of": kept.of,
        "inputs": kept.inputs,
        "made": kept.made,
        "digest": digest(kept),
        "content": kept.content,
    }
    return json.dumps(fields, indent=1, ensure_ascii=False, allow_nan=False)


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
    try:
        if path.suffix == ".npz":
            with np.load(io.BytesIO(data)) as file:  # this unpickles nothing
                arrays = dict(file)
            found = json.loads(str(arrays.pop("header")))
        else:
            found, arrays = json.loads(data), {}
        parts = [found[name] for name in ("of", "inputs", "content", "made")]
        kept = Kept(*parts, arrays)
        whole = found["digest"] == digest(kept)
    except Exception as fault:  # a damaged file fails in many ways
        raise damaged(path, "is cut short or no kept file") from fault
    if not whole:
        raise damaged(path, "is not as it was written")
    if of is not None and kept.of != of:
        raise damaged(path, f"is of {canonical(kept.of)}, not of {canonical(of)}")
    return kept


def keep(path, kept):
    """Write a kept thing whole or not at all. Raises Damaged if the file that it would replace is not sound."""
    read(path, kept.of)
    data = io.BytesIO()
    if path.suffix == ".npz":
        np.savez_compressed(data, header=np.array(as_text(kept)), **kept.arrays)
    else:
        data.write(f"{as_text(kept)}\n".encode())
    return write(path, data.getvalue())
