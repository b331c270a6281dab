"""GPUs, on a machine without one: a made-up list of them, a made-up nvidia-smi, and what TensorFlow would be told."""

import os
import subprocess
import sys
from types import SimpleNamespace

import pytest
import tensorflow as tf

from evidence.files import ROOT
from lab import gpus, staleness

SMI = """#!/bin/sh
[ "$*" = "--query-gpu=driver_version --format=csv,noheader" ] || exit 2
printf '550.54.15\\n550.54.15\\n'
"""


@pytest.fixture(autouse=True)
def machine(monkeypatch, tmp_path):
    """A machine with no driver where nothing is asked for; a test gives it GPUs by name."""
    monkeypatch.setenv("PATH", str(tmp_path))
    for name in ("GPU", gpus.VISIBLE, "XLA_FLAGS"):
        monkeypatch.setenv(name, "")  # brought back afterwards, whatever is set
        monkeypatch.delenv(name)
    found = []
    monkeypatch.setattr(tf.config, "list_physical_devices", {"GPU": found}.get)
    monkeypatch.setattr(
        tf.config.experimental,
        "get_device_details",
        lambda gpu: {"device_name": gpu, "compute_capability": (8, 0)},
    )
    return found


@pytest.fixture
def smi(tmp_path):
    """nvidia-smi on PATH, that says what a text has it say."""

    def write(text):
        (tmp_path / "nvidia-smi").write_text(text)
        (tmp_path / "nvidia-smi").chmod(0o755)

    return write


@pytest.mark.parametrize(
    ("visible", "expected"),
    [
        (None, ["0", "1"]),
        ("", ["0", "1"]),
        ("3,GPU-8f2a", ["3", "GPU-8f2a"]),
        ("3,5,no-such", ["3", "5"]),  # CUDA stops at the first that is not there
    ],
)
def test_a_gpu_is_called_as_cuda_calls_it(machine, monkeypatch, visible, expected):
    machine += ["A100", "A100"]
    if visible is not None:
        monkeypatch.setenv(gpus.VISIBLE, visible)
    assert gpus.names() == expected


def test_without_gpus_there_are_no_names_and_where_one_is_wanted_a_refusal(monkeypatch):
    assert gpus.names() == []
    monkeypatch.setenv("GPU", "0")
    assert gpus.names() == []
    monkeypatch.setenv("GPU", "1")
    said = "^GPU=1, but TensorFlow sees no GPU here: its driver is missing, CUDA_VISIBLE_DEVICES is 'not set';"
    with pytest.raises(ValueError, match=said):
        gpus.names()


def test_a_refusal_says_what_is_there(monkeypatch, smi):
    smi(SMI)
    monkeypatch.setenv("GPU", "1")
    monkeypatch.setenv(gpus.VISIBLE, "7")
    said = r"driver is 550\.54\.15, CUDA_VISIBLE_DEVICES is '7'; expected one that TensorFlow's CUDA libraries support$"
    with pytest.raises(ValueError, match=said):
        gpus.names()


def test_the_command_refuses_in_one_line():
    """The real TensorFlow, which is to see no GPU."""
    hidden = os.environ | {"GPU": "1", gpus.VISIBLE: "-1", "PATH": os.defpath}
    done = subprocess.run(
        [sys.executable, "-m", "lab.gpus"],
        cwd=ROOT,
        env=hidden,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("GPU=1, but TensorFlow sees no GPU here: ")


@pytest.fixture
def told(monkeypatch):
    """What TensorFlow was told, in order."""
    found = []

    def note(what):
        return lambda *given: found.append((what, *given))

    for what in (
        "set_memory_growth",
        "enable_tensor_float_32_execution",
        "enable_op_determinism",
    ):
        monkeypatch.setattr(tf.config.experimental, what, note(what))
    monkeypatch.setattr(tf.random, "set_seed", note("set_seed"))
    return found


SET = [
    ("set_memory_growth", "A100", True),
    ("set_memory_growth", "T4", True),
    ("enable_tensor_float_32_execution", False),
    ("enable_op_determinism",),
    ("set_seed", 0),
]


@pytest.mark.parametrize(("asked", "expected"), [("1", SET), ("0", []), (None, [])])
def test_a_process_sees_its_own_gpu_and_is_set_up_where_asked(
    machine, monkeypatch, told, asked, expected
):
    machine += ["A100", "T4"]
    if asked:
        monkeypatch.setenv("GPU", asked)
    gpus.take("GPU-8f2a")
    assert os.environ[gpus.VISIBLE] == "GPU-8f2a"
    assert told == expected
    assert ("XLA_FLAGS" in os.environ) == bool(expected)


def test_xla_is_told_besides_what_it_is_told_already(monkeypatch, told):
    monkeypatch.setenv("XLA_FLAGS", "--xla_dump_to=x")
    gpus.set_up()
    expected = "--xla_dump_to=x --xla_gpu_deterministic_ops=true"
    assert os.environ["XLA_FLAGS"] == expected


REAL = """
from lab import gpus
gpus.set_up()
import tensorflow as tf
from tensorflow.python.framework.config import is_op_determinism_enabled
double = tf.function(lambda x: 2 * x, jit_compile=True)
rounds = not tf.config.experimental.tensor_float_32_execution_enabled()
print(double(tf.ones(1)).numpy(), rounds, is_op_determinism_enabled(), tf.random.normal([1]).shape)
"""


def test_this_tensorflow_knows_all_that_it_is_told():
    """XLA ends a process that names a flag which it does not know."""
    done = subprocess.run(
        [sys.executable, "-c", REAL],
        cwd=ROOT,
        env=os.environ | {gpus.VISIBLE: "-1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "[2.] True True (1,)\n", done.stderr


def test_a_result_says_that_it_was_measured_on_a_gpu(monkeypatch):
    """Of what uses TensorFlow; records are of any machine."""
    staleness.of_run.cache_clear()
    staleness.of_record.cache_clear()
    run, record = staleness.of_run(), staleness.of_record("full-scale")
    monkeypatch.setenv("GPU", "1")
    staleness.of_run.cache_clear()
    staleness.of_record.cache_clear()
    assert staleness.of_run() == run | {"GPU": "1"}
    assert staleness.of_record("full-scale") == record
    staleness.of_run.cache_clear()
    staleness.of_record.cache_clear()
    assert "GPU" not in run


BUILT = {"cuda_version": "12.5.1", "cudnn_version": "9", "is_cuda_build": True}


@pytest.mark.parametrize(
    ("names", "built", "said", "expected"),
    [
        ([], BUILT, SMI, ""),
        (
            ["A100", "T4"],
            BUILT,
            SMI,
            "A100, T4, driver 550.54.15, TensorFlow for CUDA 12.5.1, cuDNN 9",
        ),
        (["METAL"], {"is_cuda_build": False}, None, "METAL"),
        (
            ["A100"],
            BUILT,
            "#!/bin/sh\necho 'no devices were found'\nexit 6\n",
            "A100, TensorFlow for CUDA 12.5.1, cuDNN 9",
        ),
    ],
)
def test_provenance_names_device_driver_and_cuda(
    machine, monkeypatch, smi, names, built, said, expected
):
    machine += names
    if said:
        smi(said)
    monkeypatch.setattr(tf, "sysconfig", SimpleNamespace(get_build_info=lambda: built))
    assert gpus.in_words() == expected
    monkeypatch.delitem(sys.modules, "tensorflow")
    assert gpus.in_words() == ""


def test_this_tensorflow_says_for_which_cuda_it_was_built():
    """On Linux; elsewhere it knows none."""
    if not tf.test.is_built_with_cuda():
        pytest.skip("this TensorFlow was built without CUDA")
    assert {"cuda_version", "cudnn_version"} <= tf.sysconfig.get_build_info().keys()


def test_the_command_names_them(machine, smi, capsys):
    machine += ["A100"]
    smi(SMI)
    gpus.main()
    assert capsys.readouterr().out.startswith("A100, driver 550.54.15")
