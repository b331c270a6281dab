"""Which files and folders of the project are read, and by which of its modules."""

import linecache
import os
from collections import defaultdict

import pytest

from evidence import opened_files
from evidence.opened_files import content


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A project below folders with the names of made ones, seen from a folder outside of it."""
    root = tmp_path / "build" / "site" / "root"
    for name in ("a.txt", "deep/b.txt", "build/c.txt", "d.pyc", "builds/e.txt", "f.py"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (root.parent / "outside.txt").touch()
    (root / "link.txt").symlink_to("../outside.txt")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(opened_files, "ROOT", root)
    monkeypatch.setattr(opened_files, "running", "test_it.py")
    monkeypatch.setattr(opened_files, "READ", defaultdict(set))
    opened_files.module_of.cache_clear()
    yield root
    opened_files.module_of.cache_clear()


READS = {
    "a file": (lambda root: (root / "deep/../a.txt").read_text(), {"a.txt"}),
    "a file like a made one": (lambda root: (root / "builds/e.txt").open().close(), {"builds/e.txt"}),
    "a link": (lambda root: (root / "link.txt").read_text(), {"link.txt"}),
    "a file by another address": (lambda root: (root.parent / "root" / "a.txt").read_text(), {"a.txt"}),
    "code": (lambda root: (root / "f.py").read_text(), {"f.py"}),
    "a folder": (lambda root: os.listdir(root / "deep"), {"deep/"}),
    "a folder and all below": (lambda root: [*(root / "deep").rglob("*.txt")], {"deep/"}),
    "the project's folder": (lambda root: [*os.scandir(root)], {"./"}),
    "a made file": (lambda root: (root / "build/c.txt").read_text(), set()),
    "compiled code": (lambda root: (root / "d.pyc").read_bytes(), set()),
    "a file outside": (lambda root: (root.parent / "outside.txt").read_text(), set()),
    "a file that is written": (lambda root: (root / "a.txt").write_text("x"), set()),
    "a file that is renamed": (lambda root: (root / "a.txt").rename(root / "g.txt"), set()),
    "code that is quoted": (lambda root: linecache.getlines(str(root / "f.py")), set()),
}  # fmt: skip


@pytest.mark.parametrize("what", READS)
def test_what_is_read_is_named_from_the_root(root, what):
    action, names = READS[what]
    action(root)
    assert opened_files.READ["test_it.py"] == names


def test_the_content_of_a_folder_is_its_names(root):
    before, all_before = content("deep/"), content("./")
    (root / "deep/b.txt").write_text("x")
    (root / "deep/__pycache__").mkdir()
    (root / "node_modules").mkdir()
    assert (content("deep/"), content("./")) == (before, all_before)
    (root / "deep/c.txt").touch()
    assert content("deep/") != before
    assert content("none/") is None
