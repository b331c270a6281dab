"""Files are written whole or not at all, and named as the project names them."""

from evidence import files
from evidence.files import relative, write


def test_what_is_written_is_there_and_said_to_be_new(tmp_path):
    path = tmp_path / "a" / "b" / "σ.txt"
    assert write(path, "σ²")
    assert path.read_bytes() == "σ²".encode()
    assert not write(path, "σ²".encode())
    assert write(path, b"other")
    assert [*path.parent.iterdir()] == [path]


def test_a_path_is_named_from_the_root(tmp_path, monkeypatch):
    root = tmp_path / "root"
    monkeypatch.setattr(files, "ROOT", root)
    assert relative(root / "a" / ".." / "b" / "c.py") == "b/c.py"
    assert relative(tmp_path / "c.py") == (tmp_path / "c.py").as_posix()
