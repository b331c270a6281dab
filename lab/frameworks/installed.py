"""PyTorch is optional: it is several GB on Linux."""

from importlib.util import find_spec

from evidence.not_measured import NotMeasured


def only_with_pytorch():
    """Raises NotMeasured if PyTorch is not installed."""
    if not find_spec("torch"):
        raise NotMeasured("measured where PyTorch is installed", lacks="torch")
