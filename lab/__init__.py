"""What several claims rest on: stored trainings, records, studies, frameworks compared, and a benchmark."""

import os

if os.environ.get("MNIST_NPZ"):  # for a process that is started in another folder
    os.environ["MNIST_NPZ"] = os.path.abspath(os.environ["MNIST_NPZ"])
