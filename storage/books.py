"""The books of a server, page by page or whole: newest first, from a row on and not from a number that slips."""

from domain.books import Book, Booking, Extract, Row, Sheet, Why
from domain.buckets import DAY
from storage import events
from storage.database import aside, snapshot
from storage.sqlite import Statements, Value


@snapshot
def sheet(
    connection: Statements,
    guild_id: int,
    wanted: Extract,
    most: int,
    *,
    below: int | None = None,
    above: int | None = None,
) -> Sheet:
    """Return the newest rows that fit; or those below a row, or the next ones above it."""
    if above is not None:
        found = _rows(connection, guild_id, wanted, most + 1, above, newer=True)
        if len(found) > most:
            rows = found[most - 1 :: -1]
            return Sheet(rows, rows[-1].id, rows[0].id)
        below = None
    found = _rows(connection, guild_id, wanted, most + 1, below)
    rows = found[:most]
    newer = rows[0].id if rows and below is not None else None
    return Sheet(rows, rows[-1].id if len(found) > most else None, newer)


@aside
def whole(connection: Statements, guild_id: int, wanted: Extract, most: int) -> list[Row]:
    """Return the newest rows."""
    return _rows(connection, guild_id, wanted, most)


def _rows(
    connection: Statements,
    guild_id: int,
    wanted: Extract,
    most: int,
    beyond: int | None = None,
    *,
    newer: bool = False,
) -> list[Row]:
    """Return rows in order, newest first or, from a row on, oldest first."""
    read = _bookings if wanted.book is Book.LEDGER else _actions
    return read(connection, guild_id, wanted, most, beyond, (">", "ASC") if newer else ("<", "DESC"))


Order = tuple[str, str]  # how rows compare with the one from which it goes on, and in which direction


def _bookings(
    connection: Statements, guild_id: int, wanted: Extract, most: int, beyond: int | None, order: Order
) -> list[Row]:
    """Return rows of the ledger by when they count, so that all of a job stand together."""
    conditions, values = _about(wanted, "user_id = ?", 1)
    if beyond is not None:
        conditions += f" AND (at, id) {order[0]} (SELECT at, id FROM ledger WHERE id = ?)"
        values.append(beyond)
    # The plus keeps SQLite from going along a whole server for the few rows of a job.
    server = "+guild_id" if wanted.job_id else "guild_id"
    rows = connection.execute(
        "SELECT id, at, written_at, kind, user_id, job_id, grant_id, bucket, pictures, cost, who,"
        f" CASE why WHEN '{Why.GRANTED}' THEN (SELECT reason FROM grants WHERE grants.id = grant_id) ELSE why END FROM ledger"
        f" WHERE {server} = ?{conditions} ORDER BY at {order[1]}, id {order[1]} LIMIT ?",
        (guild_id, *values, most),
    )
    return [Booking(*row) for row in rows]


def _actions(
    connection: Statements, guild_id: int, wanted: Extract, most: int, beyond: int | None, order: Order
) -> list[Row]:
    """Return what was done to a member or by them."""
    conditions, values = _about(wanted, "(user_id = ? OR actor = ?)", 2)
    if beyond is not None:
        conditions += f" AND id {order[0]} ?"
        values.append(beyond)
    rows = connection.execute(
        f"SELECT {events.RECORDED} FROM events"
        f" WHERE guild_id = ? AND trail = 1{conditions} ORDER BY id {order[1]} LIMIT ?",
        (guild_id, *values, most),
    )
    return [events.recorded_of(row) for row in rows]


def _about(wanted: Extract, member: str, times: int) -> tuple[str, list[Value]]:
    """Return conditions and their values."""
    conditions, values = "", list[Value]()
    if wanted.user_id is not None:
        conditions += f" AND {member}"
        values += [wanted.user_id] * times
    if wanted.job_id is not None:
        conditions += " AND job_id = ?"
        values.append(wanted.job_id)
    if wanted.day is not None:
        conditions += " AND at >= ? AND at < ?"
        values += [wanted.day * DAY, (wanted.day + 1) * DAY]
    return conditions, values
