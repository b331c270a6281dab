"""Import TensorFlow once without the notices that its C++ code prints before it reads a log level."""

import os


def _import_quietly():
    stderr, null = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 2)
    try:
        import tensorflow  # noqa: F401
    finally:
        os.dup2(stderr, 2)
        os.close(stderr)
        os.close(null)


_import_quietly()
