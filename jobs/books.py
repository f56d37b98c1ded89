"""The books of a server, for who is answerable for it: page by page, and as a file."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from itertools import chain

from domain.books import Booking, Extract, Row, Sheet
from domain.event import Recorded, Value
from domain.member import Asker
from domain.price import DOLLAR
from storage import books
from storage.database import Database

PAGE = 8  # as many as fit on a phone
IN_FILE = 20_000  # about 3 MB; who wants more asks for a member or a day


@dataclass(frozen=True, slots=True)
class File:
    """An extract as a file: CSV (https://www.rfc-editor.org/rfc/rfc4180) in UTF-8, and how many rows it has."""

    content: bytes
    rows: int
    more: bool  # whether there are older ones, which it has no room for


class Books:
    """Opens them, and turns their pages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def sheet(
        self, actor: Asker, wanted: Extract, *, below: int | None = None, above: int | None = None
    ) -> Sheet:
        """Return the newest rows of the actor's server; or those below a row, or the next ones above it."""
        return await books.sheet(
            self._database, actor.member.guild_id, wanted, PAGE, below=below, above=above
        )

    async def file(self, actor: Asker, wanted: Extract) -> File:
        """Return an extract as a file."""
        rows = await books.whole(self._database, actor.member.guild_id, wanted, IN_FILE + 1)
        kept = rows[:IN_FILE]
        return File(_written(kept), len(kept), more=len(rows) > IN_FILE)


_COLUMNS = (
    *("row", "counts_at", "written_at", "kind", "member", "job", "grant", "bucket", "pictures", "dollars"),
    *("by", "why", "before", "after"),
)


def _written(rows: Sequence[Row]) -> bytes:
    """Return rows as CSV. It begins with a byte order mark, by which spreadsheets know that it is UTF-8."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    lines = (_booking(row) if isinstance(row, Booking) else _action(row) for row in rows)
    writer.writerows(chain([_COLUMNS], (map(_harmless, line) for line in lines)))
    return text.getvalue().encode("utf-8-sig")


def _booking(row: Booking) -> Iterable[object]:
    yield from (row.id, _time(row.at), _time(row.written_at), row.kind, row.user_id, row.job_id, row.grant_id)
    yield from (row.bucket, row.pictures, f"{row.cost / DOLLAR:.6f}", row.who, row.why, None, None)


def _action(row: Recorded) -> Iterable[object]:
    event = row.event
    yield from (row.id, _time(row.at), _time(row.at), event.kind, event.member.user_id or None, event.job_id)
    yield from (None, None, None, None, event.actor, event.reason or None)
    yield from (_said(event.before.items()), _said(event.after.items()))


def _said(values: Iterable[tuple[str, Value]]) -> str:
    return ", ".join(f"{name}={value}" for name, value in values if value is not None)


def _time(milliseconds: int) -> str:
    return datetime.fromtimestamp(milliseconds / 1000, UTC).isoformat(timespec="seconds")


def _harmless(value: object) -> object:
    """Return a value that a spreadsheet does not take for a formula (https://owasp.org/www-community/attacks/CSV_Injection)."""
    return (
        f"'{value}"
        if isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
        else value
    )
