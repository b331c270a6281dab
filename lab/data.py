"""Which images trainings use here, found without TensorFlow, so that it is quick."""

import functools
import hashlib
import os
import sys
from pathlib import Path

from evidence.not_measured import NotMeasured
from snippets.mnist import enlarge_small_digits, load_digits, read_npz

SMALL = {"name": "scikit-learn digits", "sha256": "of the package"}


def file():
    """The file of MNIST that is used, or None: $MNIST_NPZ, else Keras's copy of its download."""
    named = os.environ.get("MNIST_NPZ")
    if named:
        return Path(named)
    keras = Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras")
    downloaded = keras / "datasets" / "mnist.npz"
    return downloaded if downloaded.is_file() else None


@functools.cache
def of_file(path, _changed):
    train, test = read_npz(os.fspath(path))
    content = hashlib.sha256(train.tobytes() + test.tobytes())
    return {"name": "MNIST", "sha256": content.hexdigest()}


def data_set():
    """Name of the data set, and SHA-256 (hex) of its grey levels: the training images' bytes, then the test images'.

    Raises as `read_npz` does if $MNIST_NPZ names no complete file.
    """
    path = file()
    if path is None:
        return SMALL
    return of_file(path, path.stat().st_mtime_ns if path.is_file() else None)


@functools.cache
def digits():
    """The digits, loaded once in a process, because that takes half a second."""
    return load_digits()


@functools.cache
def grey_levels():
    """The same training and test images before they are binarized, uint8 (n, 28, 28) each."""
    if file() is None:
        digits()  # downloads MNIST if it can
    return read_npz(file()) if file() else enlarge_small_digits()


def inputs():
    """The data set as something that a result depends on."""
    return {"data": f"{data_set()['name']} {data_set()['sha256']}"}


def demand_mnist(record):
    """End the process with one line if the images are not MNIST, which a record is of."""
    if (name := data_set()["name"]) != "MNIST":
        sys.exit(
            f"{record} is of MNIST; the images here are {name}: set MNIST_NPZ to a copy of mnist.npz"
        )


def only_on_mnist():
    """Called by a check that means nothing on other images. Raises NotMeasured."""
    if data_set()["name"] != "MNIST":
        raise NotMeasured("measured on MNIST only", lacks="data")
