"""Run a notebook with the Python that runs this file, and say how far it is."""

import asyncio
import os
import sys
import tempfile
import time

from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError as CellError

from evidence.files import ROOT

__all__ = ["CellError", "run"]


def run(notebook):
    """Execute in an empty folder, where this repository cannot be imported; outputs stay in ``notebook``."""
    code = [i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    start = time.monotonic()

    def say(what):
        # The bar of the trainings, which go on beside this, may stand on the line.
        clear = "\r\033[K" if sys.stdout.isatty() else ""
        seconds = time.monotonic() - start
        print(f"{clear}notebook  {seconds:5.0f} s  {what}", flush=True)

    def progress(cell, cell_index):
        if cell_index in code:
            first = cell.source.strip().partition("\n")[0]
            at = f"{code.index(cell_index) + 1} of {len(code)}"
            say(f"cell {at}: {first}")

    environment = {
        **os.environ,
        "MATPLOTLIBRC": str(ROOT / "press" / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "TF_CPP_MIN_LOG_LEVEL": os.environ.get("TF_CPP_MIN_LOG_LEVEL", "3"),
    }
    environment.pop("PYTHONPATH", None)
    if environment.get("MNIST_NPZ"):  # the kernel runs in another folder
        environment["MNIST_NPZ"] = os.path.abspath(environment["MNIST_NPZ"])
    # Without kernel folders only the native kernel is left: the Python that runs this very file.
    specs = KernelSpecManager(kernel_dirs=[])
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as sockets,
    ):
        private = {} if os.name == "nt" else {"transport": "ipc", "ip": f"{sockets}/k"}
        kernel = AsyncKernelManager(kernel_spec_manager=specs, **private)
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=None,
            allow_errors=False,
            extra_arguments=["--InlineBackend.figure_format=svg"],
            resources={"metadata": {"path": folder}},
            on_cell_start=progress,
        )

        async def execute():
            try:
                await client.async_execute(env=environment)
            finally:
                await kernel.shutdown_kernel(now=True)

        asyncio.run(execute())
    say("done")
