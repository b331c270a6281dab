"""Where trainings run: fresh processes side by side, or the workers of a Dask cluster."""

import multiprocessing
import os
import sys
import threading
from concurrent.futures import Executor, ProcessPoolExecutor

from evidence.machine import cores

CLUSTER = "DASK_SCHEDULER_ADDRESS"


def die_with_parent():
    """End this worker when the process that started it is gone, however it went."""

    def wait():
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def start_worker(threads):
    """Runs side by side are faster with one thread each than one after the other with all."""
    die_with_parent()
    if threads:
        import tensorflow as tf

        import lab.quiet_tensorflow  # noqa: F401

        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)


def gpu_names():
    """The GPUs that this process used, in words; an empty text where it used none."""
    if "tensorflow" not in sys.modules:
        return ""
    import tensorflow as tf

    details = tf.config.experimental.get_device_details
    gpus = tf.config.list_physical_devices("GPU")
    return ", ".join(details(gpu)["device_name"] for gpu in gpus)


def executor() -> Executor:
    """One process a core with one thread each; a GPU's work is done by a single one; on a cluster, its workers."""
    if address := os.environ.get(CLUSTER):
        from distributed import Client

        return Client(address).get_executor()
    context = multiprocessing.get_context("spawn")
    import lab.quiet_tensorflow  # noqa: F401

    gpu = gpu_names()
    return ProcessPoolExecutor(
        1 if gpu else cores(),
        mp_context=context,
        initializer=start_worker,
        initargs=(0 if gpu else 1,),
    )
