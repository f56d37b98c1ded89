"""What holds for all processes of the bot: texts by name, each changed as a whole."""

from collections.abc import Callable

from storage.database import snapshot, transaction
from storage.sqlite import Connection, Statements

PAUSED = "paused"  # by the operator, for a reason


@snapshot
def everything(connection: Statements) -> dict[str, str]:
    """Return all of it."""
    rows = connection.execute("SELECT name, value FROM standing").fetchall()
    return {str(name): str(value) for name, value in rows}


def put(connection: Statements, name: str, value: str | None) -> bool:
    """Set one, or with None take it away. Returns whether there was one. Part of another transaction."""
    gone = connection.execute("DELETE FROM standing WHERE name = ?", (name,)).rowcount
    if value is not None:
        connection.execute("INSERT INTO standing VALUES (?, ?)", (name, value))
    return bool(gone)


@transaction
def change(connection: Connection, name: str, change: Callable[[str | None], str]) -> str:
    """Set one to what a pure function makes of it, and return that."""
    row = connection.execute("SELECT value FROM standing WHERE name = ?", (name,)).fetchone()
    value = change(row[0] if row else None)
    put(connection, name, value)
    return value


@transaction
def take_turn(connection: Connection, name: str, lasts: int) -> int:
    """Take a turn for so many milliseconds by the database's clock, or go on with it.

    Returns for how long another process has it (milliseconds); 0 where this one has.
    """
    found = connection.execute(
        "SELECT unix_ms(), (SELECT value FROM standing WHERE name = ?)", (f"turn of {name}",)
    ).fetchone()
    now, value = found or (0, None)
    holder, _, until = (value or "").partition(" ")
    if holder != connection.holder and int(until or 0) > now:
        return int(until) - now
    put(connection, f"turn of {name}", f"{connection.holder} {now + lasts}")
    return 0
