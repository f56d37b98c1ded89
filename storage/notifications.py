"""Signals between processes, by PostgreSQL's LISTEN and NOTIFY (https://www.postgresql.org/docs/15/sql-notify.html).

They come within milliseconds, and some may be lost: with a connection, or while there is none.
"""

import asyncio
import logging
import secrets
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Self

import psycopg
from psycopg.conninfo import make_conninfo

from storage.signals import Signals, Topic

log = logging.getLogger(__name__)

CHANNEL = "restyle"
AGAIN = 1.0  # seconds after which a lost connection is made anew
UNSENT = 1000  # that wait to be sent; older ones are lost
# Who is silent for so long is gone, in seconds and times (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-KEEPALIVES).
SILENCE = {
    "connect_timeout": 5,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
}


class Notifications(Signals):
    """Tells the own process at once, and the others by a database; a connection hears and another one sends."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self._address = make_conninfo(address, **SILENCE)
        self._name = secrets.token_hex(8)
        self._unsent: deque[str] = deque(maxlen=UNSENT)
        self._more = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self.listening = asyncio.Event()  # set while there is a connection that hears

    async def __aenter__(self) -> Self:
        """Begin to hear, as soon as there is a connection."""
        self._tasks = [
            asyncio.create_task(self._ever(work), name="signals") for work in (self._listen, self._send)
        ]
        return self

    async def __aexit__(self, *_: object) -> None:
        """Hear no more; what is not sent by now is lost."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def send(self, topic: Topic, about: str = "") -> None:
        """Tell everybody."""
        super().send(topic, about)
        self._unsent.append(f"{self._name} {topic} {about}")
        self._more.set()

    async def _ever(self, work: Callable[[psycopg.AsyncConnection[Any]], Awaitable[None]]) -> None:
        """Do it on a connection, and on another one where that is lost."""
        while True:
            try:
                async with await psycopg.AsyncConnection.connect(self._address, autocommit=True) as opened:
                    await work(opened)
            except psycopg.Error as error:
                log.debug("no signals just now: %r", error)
            await asyncio.sleep(AGAIN)

    async def _listen(self, connection: psycopg.AsyncConnection[Any]) -> None:
        await connection.execute(f"LISTEN {CHANNEL}".encode())
        self.listening.set()
        try:
            self._tell(Topic.WAKE, "")  # what was said before is not known
            async for said in connection.notifies():
                self._hear(said.payload)
        finally:
            self.listening.clear()

    def _hear(self, payload: str) -> None:
        name, _, said = payload.partition(" ")
        topic, _, about = said.partition(" ")
        if name != self._name:
            with suppress(ValueError):  # of a later version
                self._tell(Topic(topic), about)

    async def _send(self, connection: psycopg.AsyncConnection[Any]) -> None:
        while True:
            while self._unsent:
                with suppress(psycopg.DataError):  # too long, or of characters that no text there has
                    await connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, self._unsent[0]))
                self._unsent.popleft()
            self._more.clear()
            await self._more.wait()
