"""A project of its own for what is tested here: a folder with a few files, in place of this repository."""

import itertools
import os

import pytest

from evidence import files, fingerprint, results

TICKS = itertools.count(1)


class Project:
    """`project["code/area.py"] = text` writes a file; each write has a time stamp of its own."""

    def __init__(self, root):
        self.root = root

    def __setitem__(self, name, text):
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (next(TICKS),) * 2)

    def __truediv__(self, name):
        return self.root / name


def settled(monkeypatch, root, **settings):
    """Let the modules of evidence/ stand in the folder `root`."""
    usual = {"claims": "test_*.py", "store": "build", "inputs": {}} | settings
    for module in (files, fingerprint, results):
        monkeypatch.setattr(module, "ROOT", root)
    for module in (fingerprint, results):
        monkeypatch.setattr(module, "settings", lambda: usual)
    return Project(root)


@pytest.fixture
def project(monkeypatch, tmp_path):
    return settled(monkeypatch, tmp_path)
