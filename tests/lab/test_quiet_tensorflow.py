"""What TensorFlow prints while it is imported is not heard; what comes afterwards is."""

import os
import sys

import pytest

from lab.quiet_tensorflow import _import_quietly

NOTICE = "import os\nos.write(2, b'a notice')\n"


@pytest.fixture
def tensorflow(monkeypatch, tmp_path):
    """Writes another TensorFlow."""
    monkeypatch.delitem(sys.modules, "tensorflow")
    monkeypatch.syspath_prepend(tmp_path)
    return (tmp_path / "tensorflow.py").write_text


def test_notices_of_the_import_are_not_heard(tensorflow, capfd):
    tensorflow(NOTICE)
    before = os.listdir("/dev/fd")
    _import_quietly()
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
    assert len(os.listdir("/dev/fd")) == len(before)


def test_an_import_that_fails_does_not_leave_silence(tensorflow, capfd):
    tensorflow(f"{NOTICE}raise ImportError('broken')")
    with pytest.raises(ImportError, match="broken"):
        _import_quietly()
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
