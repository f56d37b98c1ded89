"""Which database there is: a file, or a server's."""

from importlib.util import find_spec
from pathlib import Path

from storage.database import Database, Unopened
from storage.writer import SqliteDatabase


class Both(Exception):
    """There is a file, and an address as well: which one is meant is not known."""


def tried(file: Path, address: str) -> bool:
    """Return whether a database has its tables, having tried all that a start does there. Raises Both, Unopened and NewerDatabase."""
    database(file, address)
    from storage.pool import tried_at  # noqa: PLC0415 - as below

    return tried_at(address)


def database(file: Path, address: str | None = None) -> Database:
    """Return the database at an address of PostgreSQL, or else in a file. Raises Both, and Unopened where the driver is missing."""
    if address is None:
        return SqliteDatabase(file)
    if file.exists():
        raise Both(file)
    _check_driver()
    from storage.pool import PostgresDatabase  # noqa: PLC0415 - most have no PostgreSQL, and no driver for it

    return PostgresDatabase(address)


def move(file: Path, address: str, aside: Path) -> int:
    """Take a database file over to PostgreSQL and put it aside. Returns how many rows there are.

    Raises Unopened, Taken, NewerDatabase, NotMoved, SqliteError and OSError; then the file is as it was.
    """
    _check_driver()
    from storage.move import move  # noqa: PLC0415 - as above

    return move(file, address, aside)


def _check_driver() -> None:
    if find_spec("psycopg") is None or find_spec("psycopg_pool") is None:
        raise Unopened("PostgreSQL needs the extra scale: pip install '.[scale]'")
