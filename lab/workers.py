"""Where trainings run: fresh processes side by side, or the workers of a Dask cluster.

Whoever can reach a Dask scheduler can run code on its workers and, through its results, here. Therefore start it on
loopback (`dask scheduler --host 127.0.0.1`), or with TLS.
"""

import multiprocessing
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress

from evidence.process import cores
from lab import gpus

CLUSTER = "DASK_SCHEDULER_ADDRESS"


class Pool(ProcessPoolExecutor):
    """Its workers never see Ctrl-C, which a terminal sends to the whole group: they start with it blocked."""

    def submit(self, *task, **more):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(*task, **more)  # starts a worker if none is idle
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


def die_with_parent():
    """End this worker when the process that started it has ended, for any reason."""

    def wait():
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def set_up():
    """Set up the GPU if it is wanted. Without one, use one thread, because runs side by side are then faster."""
    if gpus.wanted():
        gpus.set_up()
        return
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(1)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def start_worker(waiting):
    """`waiting` is a queue with the name of a GPU for each worker, or None without GPUs."""
    die_with_parent()
    if gpu := waiting.get():
        os.environ[gpus.VISIBLE] = gpu  # before TensorFlow looks for GPUs
    set_up()


@contextmanager
def processes():
    """One process per GPU that is wanted, which sees no other, or else one per core, with one thread each.

    An exception ends them at once. Raises ValueError as `gpus.names` does.
    """
    context = multiprocessing.get_context("spawn")
    waiting, workers = context.SimpleQueue(), gpus.names() or [None] * cores()
    for gpu in workers:
        waiting.put(gpu)
    how = {"mp_context": context, "initializer": start_worker, "initargs": (waiting,)}
    with Pool(len(workers), **how) as pool:
        try:
            yield pool
        except BaseException:
            for worker in multiprocessing.active_children():
                worker.terminate()
            raise


@contextmanager
def cluster(address, made_of):
    """The workers of a Dask cluster, including those that join later; if one is lost, another repeats its task.

    A worker with other inputs than `made_of` (code, data, versions) is closed when it joins, before its first task.
    """
    from distributed import Client, Status, WorkerPlugin

    class Admission(WorkerPlugin):  # a local class is sent with its code
        name = "admission"

        def setup(self, worker):
            try:
                from evidence.fingerprint import changes
                from lab import staleness, workers

                if why := [*changes(made_of, staleness.of_run())]:
                    raise ValueError("; ".join(why))
                workers.set_up()
            except Exception as fault:  # its checkout may lack anything
                # Dask's topic for what clients print
                worker.log_event("print", f"refused worker {worker.address}: {fault}")
                worker.status = Status.closing_gracefully  # it takes no task
                worker.loop.call_later(1, worker.close)  # once it has answered

    with Client(address) as client:
        client.register_plugin(Admission())
        try:
            yield client.get_executor()
        finally:  # later runs may be of other code
            with suppress(OSError):
                client.unregister_worker_plugin(Admission.name)


def executor(made_of):
    """An Executor to use in `with`: the cluster that $DASK_SCHEDULER_ADDRESS names, else processes of this machine."""
    address = os.environ.get(CLUSTER)
    return cluster(address, made_of) if address else processes()
