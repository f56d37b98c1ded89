"""Lets callers in: so many at once and no more. Who comes then waits before the door, in the system's own line.

For any server that is made of an asyncio protocol. Without it a thousand connections that say nothing take
all the files that a process may have open, and then it can open none of its own.
"""

import asyncio
import contextlib
import logging
import socket
import sys
import time
from collections.abc import AsyncGenerator, Callable
from typing import Final

MOST: Final = 256
SHARE: Final = 4  # at most a quarter of the files that the process may have open
LINE: Final = 128  # callers that the system lets wait
QUIET: Final = 60.0  # seconds between two lines of the log about the same
AGAIN: Final = 1.0  # seconds until the next try, where the system lets nobody in
log = logging.getLogger(__name__)


class Door:
    """Counts who is inside."""

    def __init__(
        self,
        serve: Callable[[], asyncio.Protocol],
        most: int = MOST,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._serve = serve
        self._most = min(most, files_allowed() // SHARE)
        self._clock = clock
        self._free = asyncio.Semaphore(self._most)
        self._said = -QUIET

    @contextlib.asynccontextmanager
    async def open(self, host: str, port: int) -> AsyncGenerator[int]:
        """Let callers in while the block runs; gives the port."""
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        with contextlib.ExitStack() as stack:
            sockets = [
                stack.enter_context(socket.create_server(address, family=family, backlog=LINE))
                for family, _, _, _, address in found
            ]
            accepting = [asyncio.create_task(self._accept(listening)) for listening in sockets]
            try:
                yield sockets[0].getsockname()[1]
            finally:
                for task in accepting:
                    task.cancel()
                await asyncio.gather(*accepting, return_exceptions=True)

    async def _accept(self, listening: socket.socket) -> None:
        listening.settimeout(0)
        loop = asyncio.get_running_loop()
        while True:
            if self._free.locked():
                self._say(f"all {self._most} connections are taken: who comes now waits")
            await self._free.acquire()
            try:
                caller, _ = await loop.sock_accept(listening)
            except OSError as error:
                self._free.release()
                self._say(f"nobody can be let in: {error}")
                await asyncio.sleep(AGAIN)
            else:
                await self._let_in(caller)

    async def _let_in(self, caller: socket.socket) -> None:
        seat = _Seat(self._serve(), self._free.release)
        try:
            await asyncio.get_running_loop().connect_accepted_socket(lambda: seat, caller)
        except OSError:  # he was gone before he was in
            caller.close()
            seat.leave()

    def _say(self, what: str) -> None:
        now = self._clock()
        if now - self._said >= QUIET:
            self._said = now
            log.warning(what)


class _Seat(asyncio.Protocol):
    """One connection, as its server has it; only its end is told to the door too."""

    def __init__(self, inside: asyncio.Protocol, left: Callable[[], None]) -> None:
        self._inside = inside
        self._left: Callable[[], None] | None = left
        self.connection_made = inside.connection_made
        self.data_received = inside.data_received
        self.eof_received = inside.eof_received
        self.pause_writing = inside.pause_writing
        self.resume_writing = inside.resume_writing

    def connection_lost(self, exc: Exception | None) -> None:
        self.leave()
        self._inside.connection_lost(exc)

    def leave(self) -> None:
        """Make room for another one, once."""
        left, self._left = self._left, None
        if left:
            left()


def files_allowed() -> int:
    """How many files this process may have open."""
    if sys.platform == "win32":
        return MOST * SHARE
    import resource  # noqa: PLC0415 - Windows has none

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST * SHARE if soft == resource.RLIM_INFINITY else soft
