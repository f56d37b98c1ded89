"""The fork server: a small process that has Pillow loaded and forks one child per picture.

A connection is a child: handing one over forks it, closing it kills it, and its end means that the
child is gone and cleared away. When the bot goes, the control socket ends and everything goes.

Not multiprocessing's forkserver: that one imports the bot's main module into every child, reads the
answers with pickle, ends on the SIGTERM that systemd sends to all processes of a service (and with it
the pictures of a bot that wants to finish), and cannot be closed.
"""

import json
import os
import selectors
import signal
import socket
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from images.processes import child
from images.processes.order import Order

# Loaded before any fork: the decoders of the allow-list, and what reads Exif.
_PRELOAD = ("Gif", "Jpeg", "Png", "Tiff", "WebP")

_ORDER_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, eq=False)
class Child:
    """A running child. Only it holds the other end of `life`, so `life` ends with it."""

    pid: int
    connection: socket.socket
    life: int
    part: str


class ForkServer:
    """Forks, kills and reaps, in one thread: fork is safe here, and every pid is known to be ours."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        self._children: set[Child] = set()
        self._selector = selectors.DefaultSelector()
        self._selector.register(control, selectors.EVENT_READ, self._admit)

    def serve(self) -> None:
        """Serve until the bot closes its end of the control socket."""
        while self._control.fileno() >= 0:
            # One event at a time: acting on it may make the next one stale.
            for key, _ in self._selector.select()[:1]:
                key.data()
        for each in list(self._children):
            os.kill(each.pid, signal.SIGKILL)
            self._bury(each)

    def _admit(self) -> None:
        mark, files, *_ = socket.recv_fds(self._control, 1, 1)
        if not mark:
            self._selector.unregister(self._control)
            self._control.close()
            return
        connection = socket.socket(fileno=files[0])
        # The bot wrote the order before it handed the connection over, so it is there as a whole.
        self._fork(Order.load(connection.recv(_ORDER_BYTES)), connection)

    def _fork(self, order: Order, connection: socket.socket) -> None:
        life, breath = os.pipe()
        pid = os.fork()
        if pid == 0:
            child.live(order, connection, breath)
        os.close(breath)
        born = Child(pid, connection, life, order.part)
        self._children.add(born)
        self._selector.register(life, selectors.EVENT_READ, lambda: self._bury(born))
        self._selector.register(connection, selectors.EVENT_READ, lambda: self._kill(born))

    def _kill(self, child_: Child) -> None:
        """The bot closed the connection: it was cancelled, or it waited long enough."""
        self._selector.unregister(child_.connection)
        os.kill(child_.pid, signal.SIGKILL)

    def _bury(self, gone: Child) -> None:
        """Reap a child, say how it ended if it did not answer itself, and leave nothing behind."""
        _, status = os.waitpid(gone.pid, 0)
        if gone.connection in self._selector.get_map():
            self._selector.unregister(gone.connection)
        self._selector.unregister(gone.life)
        self._children.remove(gone)
        with suppress(OSError):
            gone.connection.sendall(json.dumps({"died": os.WTERMSIG(status)}).encode() + b"\n")
        os.close(gone.life)
        gone.connection.close()
        if gone.part:
            Path(gone.part).unlink(missing_ok=True)


def main() -> None:
    """Serve on standard input; only the end of the control socket ends it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    for name in _PRELOAD:
        import_module(f"PIL.{name}ImagePlugin")
    with socket.socket(fileno=0) as control:
        ForkServer(control).serve()


if __name__ == "__main__":
    main()
