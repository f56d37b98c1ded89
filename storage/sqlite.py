"""The one place that knows which SQLite it is: a connection as the rest of storage sees it.

sqlite-utils takes pysqlite3 (a current SQLite) where it is installed, else Python's own. Both must never open the
same file in one process: closing one copy's descriptor drops the other's POSIX locks
(https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
"""

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, cast

from sqlite_utils.utils import sqlite3  # pyright: ignore[reportPrivateImportUsage] - its own documented way to the build it uses

from domain.event import Event

Value = str | int | float | bytes | None
Row = Sequence[Any]  # columns by place; each storage module turns rows into values in one private function

# The WAL-reset bug can lose commits in every SQLite before it (https://sqlite.org/wal.html#walresetbug).
SAFE_VERSION = (3, 51, 3)
VERSION = cast("tuple[int, ...]", sqlite3.sqlite_version_info)
SqliteError = cast("type[Exception]", sqlite3.Error)


def is_full(error: BaseException) -> bool:
    """Return whether there was no room on the disk: then what was to be committed is not, for certain."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


class Cursor(Protocol):
    """What a statement answered."""

    rowcount: int
    description: Sequence[Sequence[Any]]  # of the columns; the first of each is its name

    def fetchone(self) -> Row | None:
        """Return the next row."""
        ...

    def fetchall(self) -> list[Row]:
        """Return the rows that are left."""
        ...

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows that are left."""
        ...


class Statements(Protocol):
    """What takes statements."""

    def execute(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = (), /) -> Cursor:
        """Run one statement."""
        ...


class Connection(Statements, Protocol):
    """A connection inside a transaction: statements, and the events that become true with it."""

    @property
    def holder(self) -> str:
        """Return the name of who has opened the database, and no other has."""
        ...

    @property
    def events(self) -> list[Event]:
        """What this transaction does, for the log."""
        ...


class OwnedConnection(Statements, Protocol):
    """A connection as its owner has it: it can be closed too."""

    def close(self) -> None:
        """Close the file."""
        ...


def connect(path: Path) -> OwnedConnection:
    """Return a connection in WAL mode without implicit transactions, for the thread that calls this.

    It keeps no references yet: a migration may put a new table in the place of one that others refer to
    (https://sqlite.org/lang_altertable.html#otheralter). FULL: the row "about to pay" must outlive a power cut, and group commit makes the fsync cheap.
    """
    opened = sqlite3.connect(path, isolation_level=None)
    opened.create_function(
        "unix_ms", 0, lambda: time.time_ns() // 1_000_000
    )  # the time by the database's clock
    connection = cast("OwnedConnection", opened)
    # What is overwritten or deleted is overwritten with zeros (https://sqlite.org/pragma.html#pragma_secure_delete).
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection
