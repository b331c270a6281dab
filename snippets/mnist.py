"""MNIST exactly as the TensorFlow tutorial prepares it.

28×28×1, float32, every pixel 0 or 1. Looked for in this order: the file named by
$MNIST_NPZ, Keras's own copy (cache, then download), and, without a network, the real
handwritten digits that ship inside scikit-learn.
"""

# --8<-- [start:load]
import os
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Digits:
    """Images (n, 28, 28, 1), float32, each pixel 0 or 1; `name` says of which data."""

    name: str
    train: np.ndarray
    test: np.ndarray


def binarize(images):
    """Grey levels 0–255, (n, 28, 28), to float32 zeros and ones, (n, 28, 28, 1).

    The tutorial's rule: white where the grey level is above one half of 255.

    >>> grey = np.full((1, 28, 28), 127, np.uint8)
    >>> grey[0, 0, 0] = 128
    >>> binarize(grey).sum()
    np.float32(1.0)
    """
    return (images[..., None] / 255.0 > 0.5).astype("float32")


def read_npz(path):
    """The training and test images, uint8, in an .npz file with Keras's array names.

    Raises FileNotFoundError or ValueError naming the file and what is wrong with it.
    """
    if not os.path.isfile(path):
        raise FileNotFoundError(f"MNIST_NPZ names {path!r}, and there is no such file")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {key: np.asarray(file[key]) for key in file}
    except Exception as fault:  # whatever the damage is, the reader is told which file
        raise ValueError(f"{path!r} is not a complete .npz file: {fault}") from fault
    for key in ("x_train", "y_train", "x_test", "y_test"):
        if key not in arrays:
            raise ValueError(f"{path!r} holds {sorted(arrays)}; it lacks {key!r}")
    for split in ("train", "test"):
        images, labels = arrays[f"x_{split}"], arrays[f"y_{split}"]
        if images.dtype != np.uint8 or images.shape[1:] != (28, 28) or len(images) == 0:
            raise ValueError(
                f"{path!r}: x_{split} is {images.dtype} of shape {images.shape};"
                " expected uint8 of shape (n, 28, 28)"
            )
        if labels.dtype.kind not in "iu" or labels.shape != (len(images),):
            raise ValueError(
                f"{path!r}: y_{split} is {labels.dtype} of shape {labels.shape};"
                f" expected integers of shape ({len(images)},)"
            )
    return arrays["x_train"], arrays["x_test"]


def enlarge_small_digits():
    """The 1,797 digits of 8×8 pixels in scikit-learn, enlarged to 28×28, uint8.

    The first 1,500 are to train, the other 297 to test.
    """
    from scipy.ndimage import zoom  # here, because MNIST needs neither package
    from sklearn.datasets import load_digits as load_small_digits

    images = zoom(load_small_digits().images, (1, 3.5, 3.5), order=1) * (255 / 16)
    images = images.round().astype(np.uint8)
    return images[:1500], images[1500:]


def load_digits():
    """MNIST from the file in $MNIST_NPZ or from Keras, else scikit-learn's digits.

    Prints why if it returns the latter. Raises as `read_npz` does if the file is bad.
    """
    path = os.environ.get("MNIST_NPZ")
    if path:
        name, (train, test) = "MNIST", read_npz(path)
    else:
        try:
            from tensorflow.keras.datasets import mnist  # a file needs no TensorFlow

            (train, _), (test, _) = mnist.load_data()
            name = "MNIST"
        except Exception as fault:  # Keras's failed download raises no narrower one
            print(
                f"No MNIST ({fault});"
                " using scikit-learn's 1,797 digits, enlarged to 28×28."
            )
            name, (train, test) = "scikit-learn digits", enlarge_small_digits()
    return Digits(name, binarize(train), binarize(test))


# --8<-- [end:load]
