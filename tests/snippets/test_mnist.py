"""The loader returns the tutorial's arrays, names a file that is not MNIST, and says when it falls back."""

import io

import numpy as np
import pytest
import tensorflow as tf
from sklearn.datasets import load_digits as load_small_digits

from snippets.mnist import enlarge_small_digits, load_digits, read_npz


def arrays(**changed):
    """A small file's content, as Keras names it."""
    rng = np.random.default_rng(0)
    right = {
        "x_train": rng.integers(0, 256, (20, 28, 28), dtype=np.uint8),
        "y_train": np.zeros(20, np.uint8),
        "x_test": rng.integers(0, 256, (5, 28, 28), dtype=np.uint8),
        "y_test": np.zeros(5, np.uint8),
    }
    return {
        name: array for name, array in (right | changed).items() if array is not None
    }


def npz(**changed):
    out = io.BytesIO()
    np.savez_compressed(out, **arrays(**changed))
    return out.getvalue()


BAD = {  # what is wrong with the file: its bytes, what the error says of it
    "empty": (b"", "not a complete .npz file"),
    "truncated": (npz()[:-30], "not a complete .npz file"),
    "a flipped bit": (
        npz()[:1000] + b"\xff\x00" + npz()[1002:],
        "not a complete .npz file",
    ),
    "pickled objects": (npz(x_train=np.array([None])), "not a complete .npz file"),
    "a key is missing": (npz(y_test=None), "lacks 'y_test'"),
    "images are flat": (npz(x_test=np.zeros((5, 784), np.uint8)), "x_test is uint8"),
    "images are float": (npz(x_train=np.zeros((20, 28, 28))), "x_train is float64"),
    "no images": (npz(x_test=np.zeros((0, 28, 28), np.uint8)), "x_test is uint8"),
    "labels are too few": (npz(y_test=np.zeros(4, np.uint8)), r"y_test is .*\(4,\)"),
}


@pytest.fixture
def file(tmp_path, monkeypatch):
    """Write a file and let $MNIST_NPZ name it."""

    def put(content):
        path = tmp_path / "named by the user.npz"
        path.write_bytes(content)
        monkeypatch.setenv("MNIST_NPZ", str(path))
        return path

    return put


@pytest.mark.parametrize("fault", BAD)
def test_error_names_file_and_fault(file, fault):
    content, says = BAD[fault]
    file(content)
    with pytest.raises(ValueError, match=f"named by the user.npz.*{says}"):
        load_digits()


def test_missing_file_is_named(monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "gone.npz"))
    with pytest.raises(FileNotFoundError, match=r"gone\.npz.*no such file"):
        load_digits()


def test_named_file_is_read_and_prepared(file):
    path = file(npz())
    digits = load_digits()
    assert digits.name == "MNIST"
    for found, read in zip((digits.train, digits.test), read_npz(path), strict=True):
        assert found.shape == (*read.shape, 1)
        assert found.dtype == np.float32
        assert np.array_equal(found[..., 0] == 1, read > 127)
        assert set(np.unique(found)) == {0, 1}


def test_small_digits_are_enlarged_to_the_same_black_and_white():
    """A pixel of 16 was white; corners keep their values."""
    small = load_small_digits().images
    train, test = enlarge_small_digits()
    images = np.concatenate([train, test])
    assert (images.min(), images.max()) == (0, 255)
    corners = images[:, ::27, ::27]
    assert np.array_equal(corners, np.round(small[:, ::7, ::7] * 255 / 16))


def test_without_file_and_network_the_fallback_says_so(monkeypatch, capsys):
    def no_network():
        raise Exception("URL fetch failure")

    monkeypatch.delenv("MNIST_NPZ", raising=False)
    monkeypatch.setattr(tf.keras.datasets.mnist, "load_data", no_network)
    digits = load_digits()
    said = capsys.readouterr().out
    assert digits.name == "scikit-learn digits"
    assert said.count("\n") == 1
    assert "scikit-learn" in said
    assert "URL fetch failure" in said
    assert (digits.train.shape, digits.test.shape) == (
        (1500, 28, 28, 1),
        (297, 28, 28, 1),
    )
