"""The connections of a server: so many at once, and none for long that does not say what it wants.

For any HTTP server that is made of an asyncio protocol. Without it a thousand connections that say nothing take all
the files that a process may have open, and then it can open none of its own. Who comes when all are taken is not
turned away: it waits in the system's own line, in turn; and while somebody waits there, who has a place and has not
said a whole request by now loses it.
"""

import asyncio
import contextlib
import logging
import re
import selectors
import socket
import sys
import time
from collections.abc import AsyncGenerator, Callable
from typing import Final, cast

from net.seldom import Seldom

MOST: Final = 256
SHARE: Final = 4  # at most a quarter of the files that the process may have open
LINE: Final = 4096  # connections that the system lets wait; Linux takes no more (net.core.somaxconn)
# While others wait: from the beginning of a connection to the end of its first request, and as much longer as its
# bytes take at a rate that any line has. A thousand that say nothing pass through 256 places in about a second.
CROWDED_SECONDS: Final = 0.25
CROWDED_RATE: Final = 1_000_000  # bytes a second
LENGTH: Final = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,15})[ \t]*\r\n", re.IGNORECASE)
HEADER_BYTES: Final = 65_536  # of one that is read for its length; servers refuse such long ones
HEADER_SECONDS: Final = 10.0  # from the beginning of a connection to the end of its first header
END_OF_HEADER: Final = b"\r\n\r\n"  # https://www.rfc-editor.org/rfc/rfc9112#section-2.1
AGAIN: Final = 1.0  # seconds until the next try, where the system gives no connection
log = logging.getLogger(__name__)


class Connections:
    """Accepts connections and hands them to the protocols of a server, and counts those that are open."""

    def __init__(
        self,
        serve: Callable[[], asyncio.Protocol],
        clock: Callable[[], float] = time.monotonic,
        *,
        most: int | None = None,
    ) -> None:
        self._serve = serve
        self._most = min(most or MOST, files_allowed() // SHARE)
        self._seldom = Seldom(clock)
        self._free = asyncio.Semaphore(self._most)
        self._open: dict[_Connection, None] = {}  # in the order of their beginnings

    @contextlib.asynccontextmanager
    async def listen(self, host: str, port: int) -> AsyncGenerator[int]:
        """Accept while the block runs; gives the port. Raises OSError where the address cannot be had."""
        found = await asyncio.get_running_loop().getaddrinfo(
            host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )
        with contextlib.ExitStack() as stack:
            sockets = [
                stack.enter_context(socket.create_server(address, family=family, backlog=LINE))
                for family, _, _, _, address in dict.fromkeys(found)
            ]
            accepting = [asyncio.create_task(self._accept_all(listening)) for listening in sockets]
            try:
                yield sockets[0].getsockname()[1]
            finally:
                for task in accepting:
                    task.cancel()
                await asyncio.gather(*accepting, return_exceptions=True)

    async def _accept_all(self, listening: socket.socket) -> None:
        listening.settimeout(0)
        while True:
            if self._free.locked():
                self._say(f"all {self._most} connections are taken: who comes now waits")
                await self._somebody_waits(listening)
            await self._free.acquire()
            try:
                await self._accept(listening)
            except OSError as error:
                self._free.release()
                self._say(f"no connection can be accepted: {error}")
                await asyncio.sleep(AGAIN)

    async def _somebody_waits(self, listening: socket.socket) -> None:
        """Wait until a place is free. While somebody is in line, who is slow with a first request loses theirs."""
        while self._free.locked():
            if _has_line(listening):
                for connection in [one for one in self._open if one.is_slow()]:
                    connection.abort()
            await asyncio.sleep(CROWDED_SECONDS / 5)

    async def _accept(self, listening: socket.socket) -> None:
        """Accept one connection. From then on its own end frees its place."""
        loop = asyncio.get_running_loop()
        accepted, _ = await loop.sock_accept(listening)
        connection = _Connection(self._serve(), self._ended)
        self._open[connection] = None
        try:
            await loop.connect_accepted_socket(lambda: connection, accepted)
        except OSError:  # it was broken before it began
            del self._open[connection]
            accepted.close()
            raise

    def _ended(self, connection: "_Connection") -> None:
        self._open.pop(connection, None)
        self._free.release()

    def _say(self, what: str) -> None:
        if self._seldom.due():
            log.warning(what)


class _Connection(asyncio.Protocol):
    """One connection, as its server has it; its first header has a time, and its end is told."""

    def __init__(self, server: asyncio.Protocol, ended: "Callable[[_Connection], None]") -> None:
        self._server = server
        self._ended = ended
        self._timer: asyncio.TimerHandle | None = None
        self._began = time.monotonic()
        self._received = 0
        self._header: bytes | None = b""  # of the first request, until it is whole
        self._missing = 0  # bytes of that request's body
        self.abort: Callable[[], None] = lambda: None
        self.eof_received = server.eof_received
        self.pause_writing = server.pause_writing
        self.resume_writing = server.resume_writing

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.abort = cast("asyncio.Transport", transport).abort
        self._timer = asyncio.get_running_loop().call_later(HEADER_SECONDS, self.abort)
        self._server.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self._received += len(data)
        if self._header is not None:
            self._look_for_end(data)
        else:
            self._missing = max(0, self._missing - len(data))
        self._server.data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._ended(self)
        self._server.connection_lost(exc)

    def is_slow(self) -> bool:
        """Return whether its first request should have been whole by now, if anybody waits for its place.

        A body of unknown length counts as whole: its server has a time for it.
        """
        due = self._began + CROWDED_SECONDS + self._received / CROWDED_RATE
        return (self._header is not None or self._missing > 0) and time.monotonic() > due

    def _look_for_end(self, data: bytes) -> None:
        """Later requests fall under the server's own time for connections that nobody uses."""
        came = (self._header or b"") + data
        header, end, body = came.partition(END_OF_HEADER)
        if not end:
            self._header = came[-HEADER_BYTES:]
            return
        self._stop_timer()
        self._header = None
        length = LENGTH.search(header + b"\r\n")
        self._missing = max(0, int(length[1]) - len(body)) if length else 0

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def _has_line(listening: socket.socket) -> bool:
    """Return whether somebody waits to be accepted: a listening socket can be read then."""
    # Of the kinds that take no file of their own, since there may be none left.
    with getattr(selectors, "PollSelector", selectors.SelectSelector)() as selector:
        selector.register(listening, selectors.EVENT_READ)
        return bool(selector.select(0))


def files_allowed() -> int:
    """Return how many files this process may have open."""
    if sys.platform == "win32":
        return MOST * SHARE
    import resource  # noqa: PLC0415 - Windows has none

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST * SHARE if soft == resource.RLIM_INFINITY else soft
