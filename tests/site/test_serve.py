"""`make serve`: a wrong port gets one line, mistakes stop nothing, and what was started ends."""

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

FILLS_IN, ENDS = 180, 3  # seconds, on a machine with other work
SUM = 'data-claim="small-sum"[^>]*data-shows="estimate"[^>]*>{}<'


@pytest.mark.parametrize("port", ["abc", "", "0", "99999", "٣"])
def test_a_wrong_port_is_named(port):
    with pytest.raises(ValueError, match=f"PORT is {port!r}; expected a number"):
        serve.check("127.0.0.1", port)


def test_a_port_in_use_is_named_with_another():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ValueError, match=f"PORT={port + 1}"):
            serve.check("127.0.0.1", str(port))
    serve.check("127.0.0.1", str(port))


@contextmanager
def served(root):
    """`make serve` in another folder: the process, a function to fetch a page, and one that returns what was said."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    place = root.with_name(f"{root.name}-said.txt")
    command = [sys.executable, "-m", "press.serve", "127.0.0.1", str(port)]
    with place.open("w") as said:
        process = subprocess.Popen(
            command,
            cwd=root,
            env=WITHOUT_REPOSITORY,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )

    def wait_for(wanted, page=""):
        """The text of a page, once it holds the pattern ``wanted``."""

        def fetched():
            try:
                url = f"http://127.0.0.1:{port}/{page}"
                with urllib.request.urlopen(url, timeout=30) as answer:
                    text = answer.read().decode()
            except OSError:
                return None  # not there yet
            return text if re.search(wanted, text) else None

        if text := until(fetched, FILLS_IN):
            return text
        pytest.fail(f"no {wanted!r} in {FILLS_IN} s; said: {place.read_text()[-2000:]}")

    try:
        yield process, wait_for, place.read_text
    finally:
        process.kill()
        process.wait()


@needs_proc
@pytest.mark.slow
def test_a_page_fills_in_and_follows_edits(copy):
    """Nothing is measured at first: pages come at once, fill in, follow an edit, and all ends with Ctrl-C."""
    shutil.rmtree(copy / "build")
    with served(copy) as (process, wait_for, said):
        first = wait_for("being measured")
        assert "livereload(" in first  # a script that the policy of pages would stop
        assert "Content-Security-Policy" not in first
        wait_for(SUM.format(3))
        wait_for("Small notebook", "tutorial/cvae/")
        edit(copy, "snippets/sums.py", "sum(numbers)", "sum(numbers) + 1")
        assert "✗" in wait_for(SUM.format(4))
        assert until(lambda: "small-sum does not hold" in said(), FILLS_IN), said()

        process.send_signal(signal.SIGINT)
        asked = time.monotonic()
        process.wait(timeout=30)
        assert time.monotonic() - asked < ENDS
        assert process.returncode == 0
        assert "Traceback" not in said()
    assert until(lambda: not processes_in(copy), ENDS)


MISTAKES = {  # a mistake, and what the page or the terminal says of it
    "a broken macro": (
        lambda copy: (copy / "docs/other.md").write_text("# Other\n\n{{ clam( }}\n"),
        "other.md: ",
    ),
    "an editor's lock": (
        lambda copy: (copy / "snippets/.#sums.py").symlink_to("someone@somewhere"),
        "",
    ),
    "a page is deleted": (lambda copy: (copy / "docs/other.md").unlink(), "other.md"),
}


@needs_proc
@pytest.mark.slow
def test_a_mistake_is_told_and_the_server_goes_on(copy):
    text = (copy / "docs/other.md").read_text()
    with served(copy) as (process, wait_for, said):
        wait_for("Text.", "other/")
        for number, (mistake, told) in enumerate(MISTAKES.values()):
            mistake(copy)
            assert until(lambda told=told: told in said(), FILLS_IN), said()
            wait_for("Small site")
            mended = f"Mended {number}."
            (copy / "docs/other.md").write_text(text.replace("Text.", mended))
            wait_for(mended, "other/")
        assert process.poll() is None
        assert "Traceback" not in said()


@needs_proc
@pytest.mark.slow
@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_outlives_the_server(copy, sign):
    slow = "    import time\n    time.sleep(99)\n    return exact("
    edit(copy, "tests/test_sums.py", "    return exact(", slow)
    with served(copy) as (process, wait_for, _):
        wait_for("Small site")
        process.send_signal(sign)
        process.wait()
        assert until(lambda: not processes_in(copy), ENDS)
