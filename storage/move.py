"""Moving house: all that a database file has is taken over by PostgreSQL, in one transaction, and compared row by row.

A break before that is committed changes nothing, and after it a second run finds both alike. Only then is the file put aside.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString, cast

import psycopg
from psycopg import sql

from storage import postgres
from storage.database import NotMoved, Unopened
from storage.migrations import migrate
from storage.postgres_schema import bring_up_to_date, tables_in_order
from storage.presence import Presence
from storage.sqlite import Row, Statements, connect

CHUNK = 2000  # rows that a server hands over at a time


@dataclass(frozen=True, slots=True)
class Sum:
    """A table's rows in any order: how many, and the sum of their hashes."""

    rows: int
    hashes: int


Sums = Mapping[str, Sum]


def move(file: Path, address: str, aside: Path) -> int:
    """Take a file's rows over and put it aside. The caller holds its folder. Returns how many rows there are.

    Raises Unopened, Taken, NewerDatabase, NotMoved, SqliteError and OSError; then the file is as it was.
    """
    lock = Presence(address)
    try:
        lock.take()
        with closing(connect(file)) as source:
            migrate(source)
            bring_up_to_date(address)
            rows = _taken_over(source, address)
    except psycopg.Error as error:
        raise Unopened(postgres.why(error)) from error
    finally:
        lock.release()
    aside.parent.mkdir(exist_ok=True)
    file.rename(aside)
    return rows


def _taken_over(source: Statements, address: str) -> int:
    """Copy all tables, unless they have come over before."""
    with psycopg.connect(address) as target:
        postgres.configure(target)
        ours, before = _sums(_of_file(source)), _sums(_of_server(target))
        if ours != before:
            if any(one.rows for table, one in before.items() if table != "queue_clock"):
                raise NotMoved(f"it has rows already that the file has not ({_unlike(ours, before)})")
            _copy(source, target)
            if unlike := _unlike(ours, _sums(_of_server(target))):
                raise NotMoved(f"not all has arrived as it was ({unlike}), so that nothing of it was kept")
    return sum(one.rows for one in ours.values())


def _unlike(ours: Sums, theirs: Sums) -> str:
    return ", ".join(sorted(table for table in ours if ours[table] != theirs[table])[:3])


def _copy(source: Statements, target: psycopg.Connection[Any]) -> None:
    """Copy each table after those that it refers to. What the ledger sets in motion has come about in the file already."""
    cursor = target.cursor()
    cursor.execute("ALTER TABLE ledger DISABLE TRIGGER USER")
    cursor.execute("DELETE FROM queue_clock")
    for table in tables_in_order():
        columns, rows = _rows_of_file(source, table)
        names = sql.SQL(", ").join(map(sql.Identifier, columns))
        with cursor.copy(sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)) as copy:
            for row in rows:
                copy.write_row(row)
    cursor.execute("ALTER TABLE ledger ENABLE TRIGGER USER")
    _count_on(cursor)


def _count_on(cursor: psycopg.Cursor[Any]) -> None:
    """Let ids that are given out go on from the last."""
    cursor.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = current_schema() AND is_identity = 'YES'"
    )
    for (table,) in cursor.fetchall():
        cursor.execute(
            sql.SQL(
                "SELECT setval(pg_get_serial_sequence({}, 'id'), coalesce(max(id), 1), max(id) IS NOT NULL) FROM {}"
            ).format(table, sql.Identifier(table))
        )


def _sums(tables: Iterable[tuple[str, Iterable[Row]]]) -> Sums:
    found: dict[str, Sum] = {}
    for table, rows in tables:
        count, hashes = 0, 0
        for row in rows:
            count += 1
            hashes += int.from_bytes(hashlib.sha256(repr(tuple(row)).encode()).digest())
        found[table] = Sum(count, hashes)
    return found


def _of_file(source: Statements) -> Iterator[tuple[str, Iterable[Row]]]:
    for table in tables_in_order():
        yield table, _rows_of_file(source, table)[1]


def _rows_of_file(source: Statements, table: str) -> tuple[list[str], Iterator[Row]]:
    """Return the names of a table's columns and its rows, with texts as PostgreSQL keeps them."""
    cursor = source.execute(f'SELECT * FROM "{table}"')
    columns = [str(column[0]) for column in cursor.description]
    return columns, ([_kept(value) for value in row] for row in cursor)


def _kept(value: object) -> object:
    return postgres.kept(value) if isinstance(value, str) else value


def _of_server(target: psycopg.Connection[Any]) -> Iterator[tuple[str, Iterable[Row]]]:
    for table in tables_in_order():
        with target.cursor(f"all of {table}") as cursor:
            cursor.itersize = CHUNK
            cursor.execute(cast("LiteralString", f'SELECT * FROM "{table}"'))
            yield table, cursor
