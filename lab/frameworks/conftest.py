"""Without PyTorch what is written for it cannot be imported: it has no doctests to lose."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["*_pytorch.py"]
