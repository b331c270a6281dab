"""The GPUs of this machine: which process takes which, what $GPU asks of them, and what provenance says of them.

`python -m lab.gpus` names them, or says in one line that there are none.
"""

import os
import subprocess
import sys

from evidence.cli import run_to_end

VISIBLE = "CUDA_VISIBLE_DEVICES"
SAME_BITS = "--xla_gpu_deterministic_ops=true"


def wanted():
    """Whether claims are to be measured on a GPU, as `make test GPU=1` asks."""
    return os.environ.get("GPU") == "1"


def inputs():
    """That TensorFlow computes so, as something that a result depends on; said without TensorFlow."""
    return {"GPU": "1"} if wanted() else {}


def names():
    """What $CUDA_VISIBLE_DEVICES calls each GPU that TensorFlow sees. Raises ValueError where one is wanted and it sees none."""
    import lab.quiet_tensorflow  # noqa: F401  isort: skip
    import tensorflow as tf

    count = len(tf.config.list_physical_devices("GPU"))
    if wanted() and not count:
        visible = os.environ.get(VISIBLE, "not set")
        raise ValueError(
            "GPU=1, but TensorFlow sees no GPU here:"
            f" its driver is {driver() or 'missing'}, {VISIBLE} is {visible!r};"
            " expected one that TensorFlow's CUDA libraries support"
        )
    chosen = os.environ.get(VISIBLE)
    return (chosen.split(",") if chosen else [*map(str, range(count))])[:count]


def take(name):
    """Give this process one GPU; to be called before TensorFlow has looked for any."""
    os.environ[VISIBLE] = name
    if wanted():
        set_up()


def set_up():
    """Have TensorFlow round as float32 does, give the same bits each time, and take a GPU's memory as needed."""
    flags = os.environ.get("XLA_FLAGS", "")
    os.environ["XLA_FLAGS"] = f"{flags} {SAME_BITS}".strip()
    import lab.quiet_tensorflow  # noqa: F401  isort: skip
    import tensorflow as tf

    from snippets.training import use_gpu_if_any

    use_gpu_if_any()
    tf.config.experimental.enable_tensor_float_32_execution(False)
    tf.config.experimental.enable_op_determinism()
    tf.random.set_seed(0)  # without one, operations that draw would now raise


def driver():
    """Version of NVIDIA's driver; an empty text where there is none."""
    ask = "nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"
    try:
        done = subprocess.run(ask, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.partition("\n")[0].strip()  # a line a GPU, all the same


def in_words():
    """The GPUs that this process uses, and by which driver and CUDA; an empty text where it uses none."""
    if "tensorflow" not in sys.modules:
        return ""
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        return ""
    details = tf.config.experimental.get_device_details
    built = tf.sysconfig.get_build_info()
    versions = {
        "driver": driver(),
        "TensorFlow for CUDA": built.get("cuda_version"),
        "cuDNN": built.get("cudnn_version"),
    }
    known = [f"{what} {version}" for what, version in versions.items() if version]
    return ", ".join([*(details(gpu)["device_name"] for gpu in gpus), *known])


def main():
    names()
    print(in_words())


if __name__ == "__main__":
    run_to_end(main, ValueError)
