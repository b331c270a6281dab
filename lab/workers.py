"""Where trainings run: fresh processes side by side, or the workers of a Dask cluster.

Whoever can reach a Dask scheduler can run code on its workers and, through its results, here. Therefore start it on
loopback (`dask scheduler --host 127.0.0.1`), or with TLS.
"""

import multiprocessing
import os
import signal
import sys
import threading
import uuid
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.context import SpawnContext, SpawnProcess
from urllib.parse import urlsplit

from evidence.process import cores
from lab import gpus

CLUSTER = "DASK_SCHEDULER_ADDRESS"
LOOPBACK = "localhost", "127.0.0.1", "::1"


class IgnoresCtrlC(SpawnProcess):
    """Ignore Ctrl-C from the worker's first moment on: a terminal sends it to the whole group, but only the parent handles it."""

    def start(self):
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()  # a new process inherits the blocked signals
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Workers(SpawnContext):
    Process = IgnoresCtrlC


def die_with_parent():
    """End this worker when the process that started it has ended, for any reason."""

    def wait():
        multiprocessing.parent_process().join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def use_threads(count):
    """Runs side by side with one thread each are faster than one after the other with all threads."""
    import lab.quiet_tensorflow  # noqa: F401  isort: skip
    import tensorflow as tf

    tf.config.threading.set_intra_op_parallelism_threads(count)
    tf.config.threading.set_inter_op_parallelism_threads(count)


def start_worker(waiting):
    """`waiting` is a queue with the name of a GPU for each worker, or None without GPUs."""
    die_with_parent()
    if waiting:
        gpus.take(waiting.get())
    else:
        use_threads(1)


@contextmanager
def processes():
    """One process per GPU, which sees no other, or without GPUs one per core, with one thread each.

    An exception ends them at once. Raises ValueError as `gpus.names` does.
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


def is_private(address):
    """Whether a cluster's address is on loopback or encrypted."""
    parts = urlsplit(address if "://" in address else f"tcp://{address}")
    return parts.scheme == "tls" or parts.hostname in LOOPBACK


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
                workers.use_threads(1)
            except Exception as fault:  # its checkout may lack anything
                worker.log_event(topic, f"refused worker {worker.address}: {fault}")
                worker.status = Status.closing_gracefully  # it takes no task
                worker.loop.call_later(1, worker.close)  # once it has answered

    topic, told = f"refused {uuid.uuid4()}", set()

    def tell(event):
        if event[1] not in told:
            told.add(event[1])
            print(event[1], file=sys.stderr)

    if not is_private(address):
        print(
            f"{CLUSTER} is {address}, neither loopback nor tls://: whoever can reach it can run code here",
            file=sys.stderr,
        )
    with Client(address) as client:
        client.subscribe_topic(topic, tell)
        client.register_plugin(Admission())
        for event in client.get_events(topic):  # before the subscription began
            tell(event)
        try:
            yield client.get_executor()
        finally:  # later runs may be of other code
            with suppress(OSError):
                client.unregister_worker_plugin(Admission.name)


def executor(made_of):
    """An Executor to use in `with`: the cluster that $DASK_SCHEDULER_ADDRESS names, else processes of this machine.

    Raises ValueError if both a cluster and a GPU are asked for: a cluster's workers compute as they were started.
    """
    address = os.environ.get(CLUSTER)
    if address and gpus.wanted():
        raise ValueError(
            f"GPU is 1 and {CLUSTER} is {address!r}; expected one of them, not both"
        )
    return cluster(address, made_of) if address else processes()
