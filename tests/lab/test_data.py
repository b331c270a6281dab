"""Which images are used is said without TensorFlow, and is true."""

import os
import subprocess
import sys

import numpy as np
import pytest

from evidence import cli
from evidence.claims import NotMeasured
from evidence.files import ROOT
from lab import data
from snippets.mnist import binarize, load_digits

RNG = np.random.default_rng(0)


def write(path, train):
    path.parent.mkdir(parents=True, exist_ok=True)
    labels = np.zeros(len(train), np.uint8)
    test = np.full((3, 28, 28), 7, np.uint8)
    np.savez(path, x_train=train, y_train=labels, x_test=test, y_test=labels[:3])


@pytest.fixture
def train():
    return RNG.integers(0, 256, (5, 28, 28), np.uint8)


@pytest.fixture
def home(monkeypatch, tmp_path):
    """Where Keras would keep its download, of which there is none; no file is named."""
    monkeypatch.delenv("MNIST_NPZ", raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    return tmp_path / "keras" / "datasets" / "mnist.npz"


def test_without_a_file_it_is_the_small_digits(home):
    assert data.data_set()["name"] == "scikit-learn digits"
    with pytest.raises(NotMeasured, match="measured on MNIST only"):
        data.only_on_mnist()


def test_the_hash_is_of_the_images_that_trainings_load(
    monkeypatch, tmp_path, home, train
):
    write(home, train)
    by_keras = data.data_set()
    named = tmp_path / "elsewhere" / "copy.npz"
    write(named, train)
    monkeypatch.setenv("MNIST_NPZ", str(named))
    assert data.data_set() == by_keras
    assert by_keras["name"] == load_digits().name == "MNIST"
    np.testing.assert_array_equal(load_digits().train, binarize(train))
    train[4, 27, 27] ^= 1
    write(named, train)
    os.utime(named, (1, 1))
    assert data.data_set() != by_keras


def test_a_relative_path_is_made_absolute_where_it_is_first_read(
    monkeypatch, tmp_path, train
):
    write(tmp_path / "some.npz", train)
    monkeypatch.setenv("MNIST_NPZ", os.path.relpath(tmp_path / "some.npz", ROOT))
    code = "import lab.data, os; os.chdir('/'); print(lab.data.data_set())"
    said = subprocess.check_output([sys.executable, "-c", code], cwd=ROOT, text=True)
    monkeypatch.setenv("MNIST_NPZ", str(tmp_path / "some.npz"))
    assert said == f"{data.data_set()}\n"


def test_a_file_that_cannot_be_read_is_named_in_one_line(monkeypatch, tmp_path):
    path = tmp_path / "cut.npz"
    path.write_bytes(b"PK")
    monkeypatch.setenv("MNIST_NPZ", str(path))
    with pytest.raises(ValueError, match=r"^[^\n]*cut\.npz[^\n]*$") as raised:
        data.data_set()
    with pytest.raises(SystemExit) as ended:
        cli.main(["status"])
    assert ended.value.code == str(raised.value)
