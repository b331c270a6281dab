"""The GPUs of this machine: which process uses which, what $GPU requests, and how provenance names them.

`GPU=1 python -m lab.gpus` prints their names, or one line if there are none.
"""

import os
import sys

from evidence.cli import run_to_end

VISIBLE = "CUDA_VISIBLE_DEVICES"


def wanted():
    """Whether claims are to be measured on a GPU, as `make test GPU=1` asks."""
    return os.environ.get("GPU") == "1"


def inputs():
    """That TensorFlow computes on a GPU, as something that a result depends on; found without TensorFlow."""
    return {"GPU": "1"} if wanted() else {}


def devices():
    import tensorflow as tf

    return tf.config.list_physical_devices("GPU")


def names():
    """What $CUDA_VISIBLE_DEVICES calls each GPU that is to be used. Raises ValueError if they are wanted and TensorFlow sees none."""
    if not wanted():
        return []
    count, visible = len(devices()), os.environ.get(VISIBLE)
    if not count:
        raise ValueError(
            f"GPU=1, but TensorFlow sees no GPU here: {VISIBLE} is {visible!r};"
            " expected a GPU and a driver that TensorFlow's CUDA libraries support"
        )
    return (visible.split(",") if visible else [*map(str, range(count))])[:count]


def set_up():
    """Have TensorFlow round as float32 does, return the same bits each time, and take a GPU's memory as needed."""
    import tensorflow as tf

    from snippets.training import use_gpu_if_any

    use_gpu_if_any()
    tf.config.experimental.enable_tensor_float_32_execution(False)
    tf.config.experimental.enable_op_determinism()  # tells XLA too
    tf.random.set_seed(0)  # with determinism, operations that draw need a seed


def in_words():
    """The GPUs that this process uses, and TensorFlow's CUDA; an empty text if it uses none."""
    if "tensorflow" not in sys.modules or not (found := devices()):
        return ""
    import tensorflow as tf

    details = tf.config.experimental.get_device_details
    cuda = tf.sysconfig.get_build_info().get("cuda_version")
    words = [details(gpu)["device_name"] for gpu in found]
    return ", ".join([*words, f"TensorFlow for CUDA {cuda}"])


def main():
    names()
    print(in_words())


if __name__ == "__main__":
    run_to_end(main, ValueError)
