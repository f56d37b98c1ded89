"""Who works on a PostgreSQL database: one whole bot, or gateways and workers of one kind of tables, each shard once.

They are locks of its server's, which last as long as the connection that took them.

https://www.postgresql.org/docs/15/explicit-locking.html#ADVISORY-LOCKS
"""

from typing import Any

import psycopg

from domain.shards import Shards
from storage.database import Broken, Taken
from storage.postgres import SILENCE

LOCK = 0x7265_7374_796C_66  # the one beside the schema's
COUNT, SHARD = 0x7265_7301, 0x7265_7302  # of how many shards there are, and of each
PATIENCE = 10  # seconds that a gateway or a worker waits for one that is about to begin


class Presence:
    """Holds the locks: the one of all for itself, or `shared` with others, and those of the shards that it has."""

    def __init__(self, address: str, *, shared: bool = False, shards: Shards | None = None) -> None:
        self._address = address
        self._shared = shared
        self._shards = shards
        self._connection: psycopg.Connection[Any] | None = None

    def take(self) -> bool:
        """Take them. Returns whether nobody else is there, who then waits until this has let others in.

        Raises Taken where another bot has them, and psycopg.Error.
        """
        self._connection = psycopg.connect(self._address, autocommit=True)
        self._connection.execute(SILENCE.encode())
        first = self._tried("SELECT pg_try_advisory_lock(%s)", LOCK)
        if not first and not (self._shared and self._joined()):
            self.release()
            raise Taken
        if self._shards:
            self._take_shards(self._shards)
        return first

    def let_others_in(self) -> None:
        """Share what was taken, where it is to be shared."""
        if self._shared and self._connection:
            self._connection.execute("SELECT pg_advisory_lock_shared(%s)", (LOCK,))
            self._connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))

    def _joined(self) -> bool:
        assert self._connection
        self._connection.execute(f"SET lock_timeout = '{PATIENCE}s'".encode())
        try:
            self._connection.execute("SELECT pg_advisory_lock_shared(%s)", (LOCK,))
        except psycopg.errors.LockNotAvailable:
            return False
        return True

    def _take_shards(self, shards: Shards) -> None:
        self._tried("SELECT pg_try_advisory_lock_shared(%s::int, %s::int)", COUNT, shards.of)
        others = (
            "SELECT NOT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid <> %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
        if not self._tried(others, COUNT, shards.of):
            self.release()
            raise Taken("count")
        for number in shards.numbers:
            if not self._tried("SELECT pg_try_advisory_lock(%s::int, %s::int)", SHARD, number):
                self.release()
                raise Taken(number)

    def _tried(self, statement: str, *parameters: int) -> bool:
        assert self._connection
        row = self._connection.execute(statement.encode(), parameters).fetchone()
        return bool(row and row[0])

    def keep(self) -> bool:
        """Take them again if they were lost with their connection; return whether they were.

        Raises psycopg.Error, and Broken where another has come.
        """
        assert self._connection, "they were taken"
        try:
            self._connection.execute("SELECT 1")
        except psycopg.OperationalError:
            try:
                self.take()
                self.let_others_in()
            except Taken as taken:
                raise Broken("another bot works on the database by now") from taken
            return True
        return False

    def release(self) -> None:
        """Let go of them."""
        if self._connection:
            self._connection.close()
