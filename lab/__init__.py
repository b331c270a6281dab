"""Trains what claims rest on: runs, records, matched twins, benchmark. It knows VAEs, and no claim."""

import os

if os.environ.get("MNIST_NPZ"):  # for a process that is started in another folder
    os.environ["MNIST_NPZ"] = os.path.abspath(os.environ["MNIST_NPZ"])
