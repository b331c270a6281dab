"""`make serve`: a wrong host or port gets one line, and what was started ends."""

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import pytest

from press import serve
from tests.processes import needs_proc, processes_in, until
from tests.site.sample_site import edit
from tests.site.site import WITHOUT_REPOSITORY

FILLS_IN, ENDS = 120, 2  # seconds, on a machine with other work
SUM = 'data-claim="small-sum"[^>]*data-shows="estimate"[^>]*>{}<'


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
    monkeypatch.setattr(serve, "GENERATED", tmp_path / "docs" / "generated")
    before = serve.sources()
    (tmp_path / "docs" / "generated").mkdir(parents=True)
    (tmp_path / "docs" / "generated" / "figures.json").write_text("")
    assert serve.sources() == before  # the build's own
    (tmp_path / "snippets" / "new.py").write_text("")
    assert serve.sources() != before


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def served(root, port):
    """`make serve` in another folder, as a terminal starts it: Ctrl-C reaches it alone. Gives it, and a function: what it said."""
    place = root.with_name(f"{root.name}-said.txt")
    with place.open("w") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", "press.serve", "127.0.0.1", str(port)],
            cwd=root,
            env=WITHOUT_REPOSITORY,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
    try:
        yield process, place.read_text
    finally:
        process.kill()
        process.wait()


def wait_for(port, wanted, page=""):
    """The front page once `wanted` is to be found there."""
    deadline = time.monotonic() + FILLS_IN
    text = ""
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/{page}") as answer:
                text = answer.read().decode()
        except OSError:
            pass  # not there yet
        if re.search(wanted, text):
            return text
        time.sleep(0.2)
    pytest.fail(f"no {wanted!r} in {FILLS_IN} s; the page: {text[-3000:]}")


@needs_proc
def test_the_whole_of_it(copy):
    """Nothing is measured: pages come at once, fill in, follow an edit, and all ends with Ctrl-C."""
    shutil.rmtree(copy / "build")
    (copy / "docs/tutorial/cvae.ipynb").unlink()
    port = free_port()
    with served(copy, port) as (process, said):
        first = wait_for(port, "being measured")
        assert "faults rejected" not in first
        assert "livereload(" in first  # by a script that the policy of pages would stop
        assert "Content-Security-Policy" not in first
        wait_for(port, SUM.format(3))
        wait_for(port, "Small notebook", "tutorial/cvae/")

        edit(copy, "snippets/sums.py", "sum(numbers)", "sum(numbers) + 1")
        later = wait_for(port, SUM.format(4))
        assert "✗" in later
        assert "Content-Security-Policy" not in later

        told = "'small-sum' does not hold"  # in the terminal too
        assert until(lambda: told in said(), FILLS_IN), said()

        process.send_signal(signal.SIGINT)
        asked = time.monotonic()
        process.wait(timeout=30)
        assert time.monotonic() - asked < ENDS
        assert process.returncode == 0
        assert "Traceback" not in said()
        assert f"http://127.0.0.1:{port}/" in said()
    assert processes_in(copy) == []


@needs_proc
def test_nothing_outlives_a_kill(copy):
    port = free_port()
    edit(
        copy,
        "tests/test_sums.py",
        "    return exact(",
        "    import time\n    time.sleep(99)\n    return exact(",
    )
    with served(copy, port) as (process, _):
        wait_for(port, "Small site")
        process.kill()
        assert until(lambda: not processes_in(copy), ENDS)
