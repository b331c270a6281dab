"""Where trainings run: fresh processes side by side, or the workers of a Dask cluster."""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing.context import SpawnContext, SpawnProcess

from evidence.process import cores
from lab import gpus

CLUSTER = "DASK_SCHEDULER_ADDRESS"


class Undisturbed(SpawnProcess):
    """Ctrl-C, which a terminal sends to all of a group, is the parent's to answer, from a worker's first moment on."""

    def start(self):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()  # what is blocked stays so in the new process
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Workers(SpawnContext):
    Process = Undisturbed


def die_with_parent():
    """End this worker when the process that started it is gone, however it went."""

    def wait():
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def use_threads(count):
    """Runs side by side are faster with one thread each than one after the other with all."""
    import lab.quiet_tensorflow  # noqa: F401  isort: skip
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(count)
    tf.config.threading.set_inter_op_parallelism_threads(count)


def start_worker(waiting):
    """`waiting` has the name of a GPU for each worker; it is None where there are no GPUs."""
    die_with_parent()
    if waiting:
        gpus.take(waiting.get())
    else:
        use_threads(1)


@contextmanager
def processes():
    """One process a GPU, which sees no other; without GPUs one a core, with one thread each. An exception ends them at once.

    Raises ValueError as `gpus.names` does.
    """
    names, context, waiting = gpus.names(), Workers(), None
    if names:
        waiting = context.SimpleQueue()
        for name in names:
            waiting.put(name)
    pool = ProcessPoolExecutor(
        len(names) or cores(),
        mp_context=context,
        initializer=start_worker,
        initargs=(waiting,),
    )
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in multiprocessing.active_children():
            worker.terminate()
        raise
    pool.shutdown()


@contextmanager
def cluster(address):
    """The workers of a Dask cluster, those too that join later; what a lost worker ran is run again by another."""
    from distributed import Client, WorkerPlugin

    class OneThread(WorkerPlugin):
        name = "one-thread"

        def setup(self, worker):
            use_threads(1)

    with Client(address) as client:
        client.register_plugin(OneThread())
        yield client.get_executor()


def executor():
    """An Executor to be used in `with`: of the cluster that $DASK_SCHEDULER_ADDRESS names, else of this machine.

    Raises ValueError where a cluster and a GPU are asked for: a cluster's workers compute as they were started.
    """
    address = os.environ.get(CLUSTER)
    if address and gpus.wanted():
        raise ValueError(
            f"GPU is 1 and {CLUSTER} is {address!r}; expected one of them, not both"
        )
    return cluster(address) if address else processes()
