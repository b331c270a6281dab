"""`python -m press.serve HOST PORT`: the site in a browser at once; what is stale is measured beside it.

Two processes, each the leader of a group of its own, so that all they start ends with them: MkDocs, which shows a
page anew when its evidence is written, and the measuring, which draws the one progress bar.
"""

import contextlib
import ipaddress
import os
import signal
import socket
import subprocess
import sys
import time

from evidence.files import ROOT, must_be_writable
from evidence.process import ENDS_WITH_PARENT
from press.paths import GENERATED

NICE = 10
PATIENCE = 1.5  # seconds between asking a process to end and ending it
ENVIRONMENT = {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "NO_MKDOCS_2_WARNING": "1",
    ENDS_WITH_PARENT: "1",
}
BUILT = {".venv", "node_modules", "build", "site", ".git"}
KINDS = ("*.py", "*.pycon", "*.json", "cvae.md")


def number(port):
    """The port as a number, 1 to 65535; raises ValueError with a line that says what came."""
    if not port.isascii() or not port.isdigit() or not 1 <= int(port) <= 65535:
        raise ValueError(f"PORT is {port!r}; expected a number from 1 to 65535")
    return int(port)


def family_of(host):
    """Whether a host is an IPv6 or an IPv4 address, or a name; raises ValueError where it is nothing."""
    if not host:
        raise ValueError(
            "HOST is empty; expected an address or a name, such as 127.0.0.1"
        )
    with contextlib.suppress(ValueError):
        if ipaddress.ip_address(host).version == 6:
            return socket.AF_INET6
    return socket.AF_INET


def check(host, port):
    """Raise ValueError with a line that says why nothing can listen on host:port."""
    port = number(port)
    with socket.socket(family_of(host)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except socket.gaierror as fault:
            raise ValueError(
                f"HOST is {host!r}, which is no address here ({fault.strerror})"
            ) from fault
        except OSError as fault:
            raise ValueError(
                f"nothing can listen on {host}:{port} ({fault.strerror}): try another, as in make serve PORT={port % 65535 + 1}"
            ) from fault


def start(*arguments, nice=0):
    """A Python process that leads a group of its own; a terminal's Ctrl-C reaches this process alone."""
    return subprocess.Popen(
        ["nice", "-n", str(nice), sys.executable, "-m", *arguments],
        cwd=ROOT,
        env=os.environ | ENVIRONMENT,
        process_group=0,  # of this session: Linux weighs sessions, and only within one what is nice
    )


def measure():
    """Beside it a page that is built anew is built as if nothing were measured."""
    return start("evidence", "--shortest-first", nice=NICE)


def send(process, sign):
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, sign)


def end(processes):
    """End all processes and what they started: first asked, then not."""
    for process in processes:
        send(process, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and any(
        each.poll() is None for each in processes
    ):
        time.sleep(0.05)
    for process in processes:
        send(process, signal.SIGKILL)
        process.wait()


def sources():
    """When which of the files was saved that results are made from."""
    rooms = (
        room for room in ROOT.iterdir() if room.is_dir() and room.name not in BUILT
    )
    files = (file for room in rooms for kind in KINDS for file in room.rglob(kind))
    return {
        file: file.stat().st_mtime_ns for file in files if GENERATED not in file.parents
    }


def serve(host, port):
    """Serve until Ctrl-C, or until MkDocs ends; return the exit status."""
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    quietly = ["--no-strict", "--quiet", "--livereload"]
    site = start("mkdocs", "serve", *quietly, "--dev-addr", address)
    print(f"http://{address}/ is there in some seconds; Ctrl-C ends it", flush=True)
    seen, measuring = sources(), measure()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while site.poll() is None:
            time.sleep(0.5)
            saved = sources()
            if saved != seen and measuring.poll() is not None:
                seen, measuring = saved, measure()
        return site.returncode
    except KeyboardInterrupt:
        return 0
    finally:
        end([site, measuring])


def main(arguments):
    if len(arguments) != 2:
        sys.exit(f"python -m press.serve takes HOST PORT; it got {arguments}")
    host, port = arguments
    try:
        check(host, port)
        must_be_writable(GENERATED, ROOT / "build")
    except (ValueError, OSError) as fault:
        sys.exit(str(fault))
    sys.exit(serve(host, port))


if __name__ == "__main__":
    main(sys.argv[1:])
