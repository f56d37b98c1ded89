"""One bot on a PostgreSQL database: a lock of its server's, which lasts as long as the connection that took it.

https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS
"""

from typing import Any

import psycopg

from storage.database import Broken, Taken

LOCK = 0x7265_7374_796C_66  # the one beside the schema's
# Seconds and times after which the server takes who is silent for gone, where they are on another machine: the system's
# own are two hours (https://www.postgresql.org/docs/15/runtime-config-connection.html#GUC-TCP-KEEPALIVES-IDLE).
_SILENCE = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"


class Alone:
    """Holds the lock."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._connection: psycopg.Connection[Any] | None = None

    def take(self) -> None:
        """Take the lock. Raises Taken where another bot has it, and psycopg.Error."""
        self._connection = psycopg.connect(self._address, autocommit=True)
        self._connection.execute(_SILENCE)
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s)", (LOCK,)).fetchone()
        if not (row and row[0]):
            self.release()
            raise Taken

    def keep(self) -> None:
        """Take the lock again if it was lost with its connection. Raises psycopg.Error, and Broken where another has come."""
        assert self._connection, "it was taken"
        try:
            self._connection.execute("SELECT 1")
        except psycopg.OperationalError:
            try:
                self.take()
            except Taken as taken:
                raise Broken("another bot works on the database by now") from taken

    def release(self) -> None:
        """Let go of it."""
        if self._connection:
            self._connection.close()
