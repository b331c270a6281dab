"""Without PyTorch, modules written for it cannot be imported to look for doctests."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["*_pytorch.py"]
