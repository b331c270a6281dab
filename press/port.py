"""`python -m press.port HOST PORT`: stop with one line where the address is taken."""

import socket
import sys


def check(host, port):
    """Exit with a message if nothing can listen on host:port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            sys.exit(
                f"Cannot serve on {host}:{port} ({fault.strerror}): run make serve PORT={port + 1}."
            )


if __name__ == "__main__":
    check(sys.argv[1], int(sys.argv[2]))
