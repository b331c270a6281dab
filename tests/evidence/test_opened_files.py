"""Which files of the project are opened: by their name from the root, wherever one stands."""

import os
import sys

import pytest

from evidence import opened_files
from evidence.opened_files import watching


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A project, seen from a folder outside of it."""
    root = tmp_path / "root"
    names = (
        "a.txt",
        "deep/b.txt",
        "build/c.txt",
        "build/deep/c.txt",
        "d.pyc",
        "builds/e.txt",
    )
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    (tmp_path / "root-not.txt").touch()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    monkeypatch.setattr(opened_files, "ROOT", root)
    return root


def test_what_is_opened_is_named_from_the_root(root):
    with watching() as opened:
        (root / "a.txt").read_text()
        (root / "deep" / ".." / "deep" / "b.txt").read_text()
        (root / "builds" / "e.txt").read_text()
    assert opened == {"a.txt", "deep/b.txt", "builds/e.txt"}


def test_what_is_made_is_left_out(root):
    with watching() as opened:
        (root / "build/c.txt").read_text()
        (root / "build/deep/c.txt").read_text()
        (root / "d.pyc").read_bytes()
        (root.parent / "root-not.txt").read_text()
        os.close(os.open(root, os.O_RDONLY))
    assert opened == set()


def test_what_is_done_to_a_file_without_opening_it_is_left_out(root):
    with watching() as opened:
        (root / "a.txt").chmod(0o600)
        (root / "deep/b.txt").rename(root / "deep/c.txt")
        sys.audit("nothing.is.told")
    assert opened == set()


def test_a_file_that_is_open_may_be_opened_again_by_its_number(root):
    number = os.open(root / "a.txt", os.O_RDONLY)
    with watching() as opened, open(number, encoding="utf-8") as file:
        assert file.read() == ""
    assert opened == set()


def test_each_watcher_sees_what_is_opened_in_its_time(root):
    with watching() as outer:
        with watching() as inner:
            (root / "a.txt").read_text()
        (root / "deep/b.txt").read_text()
    (root / "builds/e.txt").read_text()
    assert (inner, outer) == ({"a.txt"}, {"a.txt", "deep/b.txt"})
