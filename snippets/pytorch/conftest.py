"""Without PyTorch nothing here runs: its doctests are left out."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("torch") else ["*.py", "*.pycon"]
