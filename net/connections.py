"""The connections of a server: so many at once, and none for long that does not say what it wants.

For any HTTP server that is made of an asyncio protocol. Without it a thousand connections that say nothing take all
the files that a process may have open, and then it can open none of its own. Who comes when all are taken is not
turned away: it waits in the system's own line.
"""

import asyncio
import contextlib
import logging
import socket
import sys
import time
from collections.abc import AsyncGenerator, Callable
from typing import Final, cast

MOST: Final = 256
SHARE: Final = 4  # at most a quarter of the files that the process may have open
LINE: Final = 128  # connections that the system lets wait
HEADER_SECONDS: Final = 10.0  # from the beginning of a connection to the end of its first header
END_OF_HEADER: Final = b"\r\n\r\n"  # https://www.rfc-editor.org/rfc/rfc9112#section-2.1
QUIET: Final = 60.0  # seconds between two lines of the log
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
        self._clock = clock
        self._free = asyncio.Semaphore(self._most)
        self._said = -QUIET

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
            await self._free.acquire()
            try:
                await self._accept(listening)
            except OSError as error:
                self._free.release()
                self._say(f"no connection can be accepted: {error}")
                await asyncio.sleep(AGAIN)

    async def _accept(self, listening: socket.socket) -> None:
        """Accept one connection. From then on its own end frees its place."""
        loop = asyncio.get_running_loop()
        accepted, _ = await loop.sock_accept(listening)
        connection = _Connection(self._serve(), self._free.release)
        try:
            await loop.connect_accepted_socket(lambda: connection, accepted)
        except OSError:  # it was broken before it began
            accepted.close()
            raise

    def _say(self, what: str) -> None:
        now = self._clock()
        if now - self._said >= QUIET:
            self._said = now
            log.warning(what)


class _Connection(asyncio.Protocol):
    """One connection, as its server has it; its first header has a time, and its end is told."""

    def __init__(self, server: asyncio.Protocol, ended: Callable[[], None]) -> None:
        self._server = server
        self._ended = ended
        self._timer: asyncio.TimerHandle | None = None
        self._tail = b""  # of what came last, for an end of the header that comes in pieces
        self.eof_received = server.eof_received
        self.pause_writing = server.pause_writing
        self.resume_writing = server.resume_writing

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        abort = cast("asyncio.Transport", transport).abort
        self._timer = asyncio.get_running_loop().call_later(HEADER_SECONDS, abort)
        self._server.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._timer is not None:
            self._look_for_end(data)
        self._server.data_received(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._ended()
        self._server.connection_lost(exc)

    def _look_for_end(self, data: bytes) -> None:
        """Later headers fall under the server's own time for connections that nobody uses."""
        came = self._tail + data
        self._tail = came[1 - len(END_OF_HEADER) :]
        if END_OF_HEADER in came:
            self._stop_timer()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None


def files_allowed() -> int:
    """Return how many files this process may have open."""
    if sys.platform == "win32":
        return MOST * SHARE
    import resource  # noqa: PLC0415 - Windows has none

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST * SHARE if soft == resource.RLIM_INFINITY else soft
