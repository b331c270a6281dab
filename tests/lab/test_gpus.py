"""GPUs, on a machine that may have none: which process takes which, and how results name them."""

import os
import subprocess
import sys

import pytest

from evidence.files import ROOT
from lab import gpus, staleness

NO_GPU = {gpus.VISIBLE: "-1", "PATH": os.defpath, "TF_CPP_MIN_LOG_LEVEL": "3"}


@pytest.mark.parametrize(
    ("visible", "expected"),
    [
        ("", ["0", "1"]),
        ("3,5,no-such", ["3", "5"]),  # CUDA stops at the first that is missing
    ],
)
def test_a_gpu_is_called_as_cuda_calls_it(monkeypatch, visible, expected):
    monkeypatch.setattr(gpus, "devices", lambda: ["A100", "A100"])
    monkeypatch.setenv("GPU", "1")
    monkeypatch.setenv(gpus.VISIBLE, visible)
    assert gpus.names() == expected


REAL = """
from lab import gpus
gpus.set_up()
import tensorflow as tf
from tensorflow.python.framework.config import is_op_determinism_enabled
double = tf.function(lambda x: 2 * x, jit_compile=True)
rounds = not tf.config.experimental.tensor_float_32_execution_enabled()
print(double(tf.ones(1)).numpy(), rounds, is_op_determinism_enabled(), tf.random.normal([1]).shape)
"""


@pytest.mark.slow
def test_this_tensorflow_accepts_every_setting():
    command = [sys.executable, "-c", REAL]
    said = subprocess.check_output(
        command, cwd=ROOT, env=os.environ | NO_GPU, text=True
    )
    assert said == "[2.] True True (1,)\n"


def test_a_result_says_that_it_was_measured_on_a_gpu(monkeypatch):
    """Results of TensorFlow do; records are of any machine."""
    run, record = staleness.of_run.__wrapped__, staleness.of_record.__wrapped__
    monkeypatch.delenv("GPU", raising=False)
    before = run(), record("full-scale")
    monkeypatch.setenv("GPU", "1")
    assert (run(), record("full-scale")) == (before[0] | {"GPU": "1"}, before[1])
