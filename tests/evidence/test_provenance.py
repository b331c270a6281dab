"""Where something was measured: the commit, or that there is none."""

import re
import subprocess

import pytest

from evidence import provenance
from evidence.provenance import device, git


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A folder with a commit."""
    monkeypatch.setattr(provenance, "ROOT", tmp_path)
    (tmp_path / "a").touch()
    who = ["-c", "user.name=a", "-c", "user.email=a@b"]
    for command in (["init", "-q"], ["add", "a"], [*who, "commit", "-qm", "a"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def test_a_commit_and_whether_it_is_what_lies_there(root):
    provenance.checkout.cache_clear()
    found = provenance.checkout()
    assert re.fullmatch("[0-9a-f]{40}", found["commit"])
    assert found["clean"] is True
    (root / "b").touch()
    provenance.checkout.cache_clear()
    assert provenance.checkout()["clean"] is False
    provenance.checkout.cache_clear()


def test_a_folder_without_a_commit_has_none(root):
    """git prints the word HEAD there, and fails."""
    subprocess.run(["git", "update-ref", "-d", "HEAD"], cwd=root, check=True)
    assert git("rev-parse", "HEAD") == ""


def test_the_device_is_what_the_project_says_else_the_processor(monkeypatch):
    monkeypatch.setattr(provenance.os, "cpu_count", lambda: 4)
    monkeypatch.setattr(provenance, "processor", lambda: "Fast")
    monkeypatch.setattr(provenance, "settings", lambda: {"device": ""})
    assert device() == "CPU, 4 × Fast"
    monkeypatch.setattr(provenance, "settings", lambda: {"device": "a:b"})
    monkeypatch.setattr(provenance, "called", lambda name: lambda: f"GPU of {name}")
    assert device() == "GPU of a:b"
    monkeypatch.setattr(provenance, "called", lambda name: lambda: "")
    assert device() == "CPU, 4 × Fast"
