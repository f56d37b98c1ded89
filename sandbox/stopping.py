"""What servers from the command line share: when they end, and where they can listen."""

import asyncio
import signal
import socket

from sandbox.server import HOST


def stop_signal() -> asyncio.Event:
    """Return what is set by SIGINT or SIGTERM."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop


def is_free(port: int) -> bool:
    """Return whether a server could listen there.

    What is still ending there does not count, as it does not for the server.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
