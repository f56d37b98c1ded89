"""The one place that knows PostgreSQL: it takes the statements that storage writes for SQLite.

Both engines read nearly all of them alike. What they do not is here: placeholders, the few functions that PostgreSQL has not,
and how a schema is said. Amounts and ids are whole numbers on both; where PostgreSQL answers with a decimal (the sum of
bigints) it is one too.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

import psycopg
from psycopg import ClientCursor
from psycopg.abc import Buffer
from psycopg.adapt import Dumper, Loader
from psycopg.types.string import StrDumper

from storage.sqlite import Cursor, Value
from storage.sqlite import Statements as Reading

Result = TypeVar("Result")

STILL = 10.0  # seconds, a third of a lease: a transaction of ours takes some milliseconds
# Seconds and times after which the server takes who is silent for gone, where they are on another machine: the system's
# own are two hours (https://www.postgresql.org/docs/15/runtime-config-connection.html#GUC-TCP-KEEPALIVES-IDLE).
SILENCE = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"
STATEMENTS = 1024  # texts whose translation is kept: storage has some hundreds

# A text in quotes; a placeholder by place, or by name; a percent sign, which psycopg would take for one of its own; a name
# that PostgreSQL keeps for itself; and the join with which storage says to SQLite in which order to look, where conditions follow.
_PARTS = re.compile(
    r"(?P<text>'(?:[^']|'')*')|(?P<place>\?)|(?<![:\w]):(?P<name>[a-z_]+)|(?P<percent>%)|\b(?P<kept>window)\b"
    r"|\bCROSS (?P<join>JOIN\s+\w+(?:\s+AS\s+\w+)?\s+(?:ON|USING)\b)"
)


@lru_cache(STATEMENTS)
def translated(sql: str) -> str:
    """Return a statement as psycopg takes it with parameters."""
    return _PARTS.sub(_part, sql)


def _part(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "text":
            return found["text"].replace("%", "%%")
        case "place":
            return "%s"
        case "name":
            return f"%({found['name']})s"
        case "percent":
            return "%%"
        case "kept":
            return f'"{found["kept"]}"'
        case _:
            return found["join"]


class _Whole(Loader):
    """A decimal as a whole number, where it is one."""

    def load(self, data: Buffer) -> int | float:
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


class _Flag(Dumper):
    """A truth as SQLite keeps it."""

    def dump(self, obj: bool) -> Buffer:  # noqa: FBT001 - as psycopg calls it
        return b"1" if obj else b"0"


def kept(text: str) -> str:
    """Return a text as PostgreSQL can keep it: it has no place for the character of code 0, which no text of ours needs."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


class _Text(StrDumper):
    """A text as it can keep it."""

    def dump(self, obj: str) -> Buffer | None:
        return super().dump(kept(obj))


class Statements:
    """A connection to PostgreSQL that takes statements as SQLite's does."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection

    def execute(self, sql: str, parameters: Sequence[Value] | Mapping[str, Value] = (), /) -> Cursor:
        """Run one statement."""
        cursor = ClientCursor(self.connection)
        return cast("Cursor", cursor.execute(translated(sql).encode(), parameters))


def configure(connection: psycopg.Connection[Any]) -> None:
    """Set a connection up: each transaction is as if it were alone (https://www.postgresql.org/docs/15/transaction-iso.html)."""
    connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    connection.adapters.register_loader("numeric", _Whole)
    connection.adapters.register_dumper(bool, _Flag)
    connection.adapters.register_dumper(str, _Text)


def configure_ours(connection: psycopg.Connection[Any]) -> None:
    """Do the same for one of a process's own, which stands still in no transaction for long.

    Who is frozen in one, or cut off, would hold the rows that all others wait for; who is gone without a word, for hours
    (https://www.postgresql.org/docs/15/runtime-config-client.html#GUC-IDLE-IN-TRANSACTION-SESSION-TIMEOUT).
    """
    configure(connection)
    connection.autocommit = True
    connection.execute(f"SET idle_in_transaction_session_timeout = '{STILL:g}s'; {SILENCE}".encode())
    connection.autocommit = False


def check_writes(connection: psycopg.Connection[Any]) -> None:
    """Raise ReadOnlySqlTransaction where nothing may be written, and OperationalError where nobody answers."""
    row = connection.execute("SHOW transaction_read_only").fetchone()
    if row and row[0] == "on":
        raise psycopg.errors.ReadOnlySqlTransaction


def why(error: Exception) -> str:
    """Return in a line why a database cannot be used."""
    match error:
        case psycopg.errors.InsufficientPrivilege():
            return (
                "its user may make no tables there: ALTER DATABASE … OWNER TO …, or make one with that OWNER"
            )
        case psycopg.errors.ReadOnlySqlTransaction():
            return "it is read-only"
        case _:
            return " ".join(str(error).split("\n", 1)[0].rstrip("?. ").split())


def begin_marks(connection: psycopg.Connection[Any], holder: str) -> None:
    """Make the row that says which transaction of a holder, who has one at a time, was committed last."""
    connection.execute("INSERT INTO commits VALUES (%s, 0) ON CONFLICT DO NOTHING", (holder,))


def mark(connection: psycopg.Connection[Any], holder: str, number: int) -> None:
    """Let a transaction say that it was committed, by a number."""
    connection.execute("UPDATE commits SET number = %s WHERE holder = %s", (number, holder))


def is_marked(connection: psycopg.Connection[Any], holder: str, number: int) -> bool:
    """Return whether that transaction was committed. Waits for one that still is under way: it holds the row."""
    connection.isolation_level = psycopg.IsolationLevel.READ_COMMITTED
    try:
        with connection.transaction():
            told = "SELECT number FROM commits WHERE holder = %s FOR UPDATE"
            row = connection.execute(told, (holder,)).fetchone()
    finally:
        connection.isolation_level = psycopg.IsolationLevel.SERIALIZABLE
    return bool(row and row[0] == number)


def forget_marks(connection: psycopg.Connection[Any]) -> None:
    """Delete the rows of all holders, where none is left."""
    connection.execute("DELETE FROM commits")


def seen(connection: psycopg.Connection[Any], operation: Callable[[Reading], Result]) -> Result:
    """Run a function that only reads on what is committed at one moment."""
    connection.read_only = True
    try:
        with connection.transaction():
            return operation(Statements(connection))
    finally:
        connection.read_only = None
