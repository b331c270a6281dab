"""`make serve`: a wrong host or port gets one line, and what was started ends."""

import socket
import time

import pytest

from press import serve


@pytest.mark.parametrize("port", ["abc", "", "-1", "0", "99999", "8000.0", "٣"])
def test_a_port_that_is_none_is_named(port):
    with pytest.raises(ValueError, match=f"PORT is {port!r}; expected a number"):
        serve.check("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "said"),
    [("", "HOST is empty"), ("no.such.host.invalid", "which is no address here")],
)
def test_a_host_that_is_none_is_named(host, said):
    with pytest.raises(ValueError, match=said):
        serve.check(host, "8000")


def test_a_port_in_use_is_named_with_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ValueError, match=f"PORT={port + 1}"):
            serve.check("127.0.0.1", str(port))


def test_a_free_port_is_fine():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    serve.check("127.0.0.1", str(port))


def test_what_was_started_ends_within_two_seconds():
    started = serve.start("http.server", "--bind", "127.0.0.1", "0")
    assert started.poll() is None
    asked = time.monotonic()
    serve.end([started])
    assert started.poll() is not None
    assert time.monotonic() - asked < 2


def test_a_saved_source_is_noticed(monkeypatch, tmp_path):
    (tmp_path / "snippets").mkdir()
    monkeypatch.setattr(serve, "ROOT", tmp_path)
    before = serve.sources()
    (tmp_path / "snippets" / "new.py").write_text("")
    assert serve.sources() != before
