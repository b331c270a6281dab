"""A project of its own for what is tested here: a folder with a few files, in place of this repository."""

import itertools
import os

import pytest

from evidence import files, fingerprint, opened_files, results, settings, syntax

TICKS = itertools.count(1)
SETTINGS = '[tool.evidence]\nclaims = "test_*.py"\nstore = "build"\n'


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


def settle_in_this_process(monkeypatch, root):
    """Let the modules of evidence/ belong to the project in the folder `root`."""
    for module in (files, fingerprint, opened_files, results, settings, syntax):
        monkeypatch.setattr(module, "ROOT", root)
    monkeypatch.setattr(fingerprint, "HERE", root / "evidence")
    for module in (fingerprint, results):
        monkeypatch.setattr(module, "settings", settings.settings.__wrapped__)


@pytest.fixture
def project(monkeypatch, tmp_path):
    settle_in_this_process(monkeypatch, tmp_path)
    project = Project(tmp_path)
    project["pyproject.toml"] = SETTINGS
    project["evidence/claims.py"] = ""
    return project
