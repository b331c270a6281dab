"""Run a notebook with the Python that runs this file."""

import os
import subprocess
import tempfile

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from evidence.files import ROOT
from press.errors import SiteError


def run(notebook):
    """Execute in an empty folder, where this repository cannot be imported; outputs stay in ``notebook``.

    Raises SiteError if a cell fails.
    """
    environment = {
        **os.environ,
        "MATPLOTLIBRC": str(ROOT / "press" / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        # A batch of 32 small images keeps one core busy; more threads mostly wait for each other.
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
    }
    environment.pop("PYTHONPATH", None)
    if environment.get("MNIST_NPZ"):  # the kernel runs in another folder
        environment["MNIST_NPZ"] = os.path.abspath(environment["MNIST_NPZ"])
    # Without kernel folders only the native kernel is left: the Python that runs this very file.
    specs = KernelSpecManager(kernel_dirs=[])
    kernel = KernelManager(kernel_spec_manager=specs)
    with tempfile.TemporaryDirectory() as folder:
        client = NotebookClient(
            notebook,
            km=kernel,
            timeout=None,
            extra_arguments=["--InlineBackend.figure_format=svg"],
            resources={"metadata": {"path": folder}},
        )
        try:
            # The notebook holds what cells write. The kernel itself would also print TensorFlow's notices.
            client.execute(env=environment, stderr=subprocess.DEVNULL)
        except CellExecutionError as fault:
            raise SiteError(str(fault)) from None
        finally:
            kernel.shutdown_kernel(now=True)
