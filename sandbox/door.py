"""Who gets in: so many connections at once, and none that stands in the door without saying what it wants."""

import asyncio
import logging
import resource
import time
from collections.abc import Callable
from typing import cast

log = logging.getLogger(__name__)

MOST_CONNECTIONS = 512
SECONDS_FOR_A_HEADER = 10.0
_SECONDS_BETWEEN_COMPLAINTS = 60.0
_END_OF_A_HEADER = b"\r\n\r\n"

Serve = Callable[[], asyncio.Protocol]


def most_connections() -> int:
    """At most half of the files that this process may have open: it needs others, too."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_CONNECTIONS if files == resource.RLIM_INFINITY else min(MOST_CONNECTIONS, files // 2)


class Door:
    """Makes the protocols of a server, each around one that `serve` makes."""

    def __init__(
        self, serve: Serve, *, most: int | None = None, seconds_for_a_header: float = SECONDS_FOR_A_HEADER
    ) -> None:
        self._serve = serve
        self._most = most_connections() if most is None else most
        self._seconds = seconds_for_a_header
        self._complained: float | None = None
        self.inside = 0  # connections at this moment

    def __call__(self) -> asyncio.Protocol:
        """The protocol of the next connection."""
        return _Guest(self)

    def enter(self) -> asyncio.Protocol | None:
        """Let a connection in, if there is room."""
        if self.inside >= self._most:
            self._complain()
            return None
        self.inside += 1
        return self._serve()

    def leave(self) -> None:
        """A connection has ended."""
        self.inside -= 1

    def expect_header(self, transport: asyncio.Transport) -> asyncio.TimerHandle:
        """End the connection after a while, unless the timer is cancelled."""
        return asyncio.get_running_loop().call_later(self._seconds, transport.abort)

    def _complain(self) -> None:
        now = time.monotonic()
        if self._complained is None or now - self._complained >= _SECONDS_BETWEEN_COMPLAINTS:
            self._complained = now
            log.warning("all %d connections are taken; more are turned away", self._most)


class _Guest(asyncio.Protocol):
    """One connection: what it says goes on to the protocol that serves it."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._inner: asyncio.Protocol | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._tail = b""  # of what was said last, for an end that comes in two pieces

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        connection = cast("asyncio.Transport", transport)
        self._inner = self._door.enter()
        if self._inner is None:
            connection.abort()
            return
        self._timer = self._door.expect_header(connection)
        self._inner.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._inner is None:
            return
        if self._timer is not None:
            self._listen(data)
        self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        return None if self._inner is None else self._inner.eof_received()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._inner is None:
            return
        self._door.leave()
        self._stop_timer()
        self._inner.connection_lost(exc)

    def pause_writing(self) -> None:
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        if self._inner is not None:
            self._inner.resume_writing()

    def _listen(self, data: bytes) -> None:
        """Look for the end of the first header. Later ones fall under the server's keep-alive."""
        said = self._tail + data
        if _END_OF_A_HEADER in said:
            self._stop_timer()
        self._tail = said[1 - len(_END_OF_A_HEADER) :]

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
