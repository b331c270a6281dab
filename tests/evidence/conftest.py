"""A project of its own for what is tested here: a folder with a few files, in place of this repository."""

import itertools
import os

import pytest

from evidence import files, fingerprint, opened_files, results, settings

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


def settled(monkeypatch, root, **given):
    """Let the modules of evidence/ belong to the project in the folder `root`."""
    usual = settings.USUAL | {"claims": "test_*.py", "store": "build"} | given
    for module in (files, fingerprint, opened_files, results):
        monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(fingerprint, "HERE", root / "evidence")
    for module in (fingerprint, results):
        monkeypatch.setattr(module, "settings", lambda: usual)
    if not (root / "pyproject.toml").exists():
        (root / "pyproject.toml").touch()
    if not (root / "evidence" / "claims.py").exists():
        (root / "evidence").mkdir(exist_ok=True)
        (root / "evidence" / "claims.py").touch()
    return Project(root)


@pytest.fixture
def project(monkeypatch, tmp_path):
    return settled(monkeypatch, tmp_path)
