"""The render worker: a process of its own that takes orders on stdin and answers on stdout.

It ends when its stdin closes, so it never outlives the server, however that died.
"""

import logging
import os
import queue
import signal
import sys
import threading
from typing import BinaryIO, Final

from renderer.failure import Cause, Failed, Failure
from renderer.order import Done, Order, Progress, from_worker, to_worker
from renderer.paint.painter import Report, Stopped, paint
from renderer.paint.safety import SafetyChecker, is_installed
from renderer.queue.memory import limit_memory

NICENESS: Final = 5
log = logging.getLogger(__name__)


class Post:
    """The pipe to the server: reads on a thread of its own, so that a Stop is heard while rendering."""

    def __init__(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._incoming = incoming
        self._outgoing = outgoing
        self.orders: queue.SimpleQueue[Order] = queue.SimpleQueue()
        self.stop = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            for line in self._incoming:
                match to_worker.validate_json(line):
                    case Order() as order:
                        self.stop.clear()  # a late Stop for the order before this one must not hit it
                        self.orders.put(order)
                    case _:
                        self.stop.set()
        finally:
            os._exit(0)  # the server is gone; there is nobody to finish for

    def progress(self, percent: int, doing: str) -> None:
        """Say how far the order is; ends it where the server does not want it any more."""
        if self.stop.is_set():
            raise Stopped
        self.send(Progress(percent, doing))

    def send(self, message: Progress | Done | Failure) -> None:
        """Say something to the server."""
        self._outgoing.write(from_worker.dump_json(message) + b"\n")
        self._outgoing.flush()


def render(order: Order, report: Report, checker: SafetyChecker | None) -> Done | Failure:
    """Render one order, and say what became of it. Whatever goes wrong in it is its own: the next one is rendered."""
    try:
        return paint(order, report, checker)
    except Stopped:
        return Failure(Cause.CANCELLED)
    except Failed as failed:
        return failed.failure
    except MemoryError:
        return Failure(Cause.NO_MEMORY)
    except Exception:
        log.exception("an order failed")
        return Failure(Cause.INTERNAL)


def _step_back() -> None:
    """Leave the processor to whoever answers people: the server, and the bot beside it."""
    if sys.platform != "win32":
        os.nice(NICENESS)


def main(threshold: float) -> None:
    """Work until the server goes."""
    # Whatever a library prints must not get between our lines.
    outgoing = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches us too, but the server ends us
    limit_memory()
    _step_back()
    post = Post(sys.stdin.buffer, outgoing)
    checker = SafetyChecker(threshold) if is_installed() else None
    while True:
        post.send(render(post.orders.get(), post.progress, checker))


if __name__ == "__main__":
    main(float(sys.argv[1]))
