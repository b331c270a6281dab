"""The pytest side of `make test GPU=1`: as many test processes as there are GPUs, and each uses one of its own."""

import os

import pytest

from lab import gpus


def names():
    try:
        return gpus.names()
    except ValueError as fault:
        raise pytest.UsageError(str(fault)) from fault


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers():
    """`-n auto` means one process per GPU; without GPU=1 another plugin decides."""
    return len(names()) if gpus.wanted() else None


def pytest_configure(config):
    if not gpus.wanted():
        return
    if hasattr(config, "workerinput"):  # gw0, gw1, …: they take the GPUs in turn
        every = os.environ[gpus.VISIBLE].split(",")
        number = int(config.workerinput["workerid"].removeprefix("gw"))
        os.environ[gpus.VISIBLE] = every[number % len(every)]
        gpus.set_up()
        return
    os.environ[gpus.VISIBLE] = ",".join(names())
    if config.option.dist == "no":  # this process runs the tests itself
        gpus.set_up()
