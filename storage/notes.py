"""Small things that the program remembers about itself, by name."""

from storage.database import transaction
from storage.sqlite import Connection


@transaction
def read(connection: Connection, name: str) -> str | None:
    """What was written under that name."""
    row = connection.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


@transaction
def write(connection: Connection, name: str, value: str) -> None:
    """Write it, in place of what was there."""
    connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))
